{#
    Incremental strategy: what a model selects replaces, of everyone it noted in `spans` (person_id, since, until, later_ended_at), the
    rows within a span and the first after it; of people who lost rows to others, or are somebody else now, nothing stands.
    unique_key: [person_id, when a row begins, when it ends].
#}
{% macro get_incremental_replace_spans_sql(arg_dict) %}
    {%- set who, begins, ends = arg_dict['unique_key'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }} where {{ is_somebody_elses(who) }};

    delete from {{ arg_dict['target_relation'] }} as old
    using {{ noted_as('spans') }} as spans
    where old.{{ who }} = spans.person_id and old.{{ ends }} >= spans.since and old.{{ begins }} <= spans.until;

    delete from {{ arg_dict['target_relation'] }} as old
    using {{ noted_as('spans') }} as spans
    where old.{{ who }} = spans.person_id and old.{{ ends }} = spans.later_ended_at;

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}

{# Whether a row is of somebody who lost rows to others, or is somebody else now. #}
{% macro is_somebody_elses(who) -%}
    {{ who }} in (
        select person_id from {{ ref('stg_crm__person_change') }}
        where since is null and known_as_of >= {{ last_built() }}
    )
{%- endmacro %}
