{#
    The rows of `relation` that are news to the incremental model it is used in: their file is newer than any the model has
    seen; or they lay in the future when it was built and have happened since; or their device or card was claimed since.
    The model keeps batch_id, claim_id and as_of of what it has seen. Three selects and not one with OR: each finds its rows
    by an index or by the smallest scan.
#}
{% macro news(relation, moment) -%}
    {%- for condition in [
        'batch_id > (select max(built.batch_id) from ' ~ this ~ ' as built)',
        moment ~ ' >= ' ~ midnight('(select max(built.as_of) from ' ~ this ~ ' as built)'),
        'claim_id > (select coalesce(max(built.claim_id), 0) from ' ~ this ~ ' as built)',
    ] %}
    select
        person_id,
        {{ moment }}
    from {{ relation }}
    where person_id is not null and {{ condition }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
