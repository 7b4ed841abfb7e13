{#
    Incremental strategy: what a model selects replaces everything it said about this night.
    unique_key: the column that holds the night's date. A second run of the night may take back what the first one said,
    which delete+insert cannot: it deletes only what it has a successor for.
#}
{% macro get_incremental_replace_night_sql(arg_dict) %}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }} where {{ arg_dict['unique_key'] }} >= {{ as_of() }};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}
