{# A column adds up to exactly what another model's does: nothing is lost or counted twice on the way. #}
{% test adds_up_to(model, expression, whole, of) %}
select parts.total as parts_total, whole.total as whole_total
from (select coalesce(sum({{ expression }}), 0) as total from {{ model }}) as parts
cross join (select coalesce(sum({{ of }}), 0) as total from {{ whole }}) as whole
where parts.total <> whole.total
{% endtest %}
