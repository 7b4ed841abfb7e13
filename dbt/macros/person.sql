{#
    Who a row of a feed is about. `identifiers`: the row's columns by the kind of identifier they hold, the most telling
    first, as in {'user_id': 'user_id', 'device_id': 'device_id'}; the first that names somebody decides.

    `join_people` goes where the joins stand, `person_id` among the columns:

        select visits.*, {{ person_id(identifiers) }} as person_id
        from visits
        {{ join_people('visits', identifiers) }}
#}
{% macro person_id(identifiers) -%}
    coalesce({% for kind in identifiers %}by_{{ kind }}.person_id{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{% macro join_people(rows, identifiers) -%}
    {%- for kind, column in identifiers.items() %}
    left join {{ ref('stg_crm__identifier') }} as by_{{ kind }}
        on by_{{ kind }}.kind = '{{ kind }}' and {{ rows }}.{{ column }} = by_{{ kind }}.value
    {%- endfor %}
{%- endmacro %}
