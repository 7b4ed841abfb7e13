{# Of the rows of `relation` that are somebody's the first of each person, by `order`, which must not tie. #}
{% macro one_per_person(relation, order) -%}
    select ranked.*
    from (
        select
            candidates.*,
            row_number() over (partition by person_id order by {{ order }}) as position
        from {{ relation }} as candidates
        where person_id is not null
    ) as ranked
    where position = 1
{%- endmacro %}
