{#
    Incremental strategy: what a model selects for a person replaces that person's rows from its earliest instant on; of people
    who lost rows to others, or are somebody else now, nothing the model said before stands.
    unique_key: [person_id, when]. delete+insert would leave behind a row that no longer exists, as when a late event joins two
    sessions into one.
#}
{% macro get_incremental_replace_tail_sql(arg_dict) %}
    {%- set who, when = arg_dict['unique_key'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }}
    where {{ who }} in (
        select person_id from {{ ref('stg_crm__person_change') }}
        where since is null and known_as_of >= ({{ last_built() }})
    );

    delete from {{ arg_dict['target_relation'] }} as old
    using (
        select {{ who }}, min({{ when }}) as since
        from {{ arg_dict['temp_relation'] }}
        group by {{ who }}
    ) as tail
    where old.{{ who }} = tail.{{ who }} and old.{{ when }} >= tail.since;

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}
