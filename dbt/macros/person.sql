{#
    Who a row of a feed is about. `identifiers`: the row's columns by the kind of identifier they hold, the most telling
    first, as in {'user_id': 'user_id', 'device_id': 'device_id'}; the first that names somebody decides. E-mail and phone
    name by their keyed hash: {'email': 'email_hash'}.

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

{#
    What was written of a person who has since turned out to be another is that other's: facts of crm keep the person they were
    written of, and are read as who that is today.

        select {{ current_person_id('messages') }} as person_id
        from messages
        {{ join_merged('messages') }}
#}
{% macro current_person_id(rows) -%}
    coalesce(merged.current_person_id, {{ rows }}.person_id)
{%- endmacro %}

{% macro join_merged(rows) %}
    left join {{ ref('stg_crm__merged_person') }} as merged
        on {{ rows }}.person_id = merged.person_id
{%- endmacro %}
