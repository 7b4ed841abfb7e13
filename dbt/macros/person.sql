{#
    Who a row of a feed is about. `identifiers`: the row's columns by the kind of identifier they hold, the most telling
    first, as in {'user_id': 'user_id', 'device_id': 'device_id'}; the first that names somebody decides. E-mail and phone
    name by their keyed hash: {'email': 'email_hash'}. Where one has named somebody the next is not looked up: most rows have
    a user id, and then two of three look-ups, which are most of the cost of reading events, find NULL and end at once.

    `join_people` goes where the joins stand, `person_id` among the columns:

        select visits.*, {{ person_id(identifiers) }} as person_id
        from visits
        {{ join_people('visits', identifiers) }}
#}
{% macro person_id(identifiers) -%}
    coalesce({% for kind in identifiers %}by_{{ kind }}.person_id{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{% macro join_people(rows, identifiers) -%}
    {%- set before = [] -%}
    {%- for kind, column in identifiers.items() %}
    left join {{ ref('stg_crm__identifier') }} as by_{{ kind }}
        on
            by_{{ kind }}.kind = '{{ kind }}'
            and by_{{ kind }}.value = {{ rows ~ '.' ~ column if not before else
                'case when ' ~ before | join(' and ') ~ ' then ' ~ rows ~ '.' ~ column ~ ' end' }}
    {%- do before.append('by_' ~ kind ~ '.person_id is null') -%}
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
