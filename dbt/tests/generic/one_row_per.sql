{# The grain of a model: its key columns are never NULL (but for `nullable`) and name one row. #}
{% test one_row_per(model, key, nullable=[]) %}
select {{ key | join(', ') }}, count(*) as row_count
from {{ model }}
group by {{ key | join(', ') }}
having count(*) > 1
{% for column in key if column not in nullable %}
    or {{ column }} is null
{% endfor %}
{% endtest %}
