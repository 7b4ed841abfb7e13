{#
    Incremental strategy: what a model selects replaces, of everyone it noted in `tails` (person_id, since), the rows from `since`
    on, where there are none any more, too; of people who lost rows to others, or are somebody else now, nothing the model said
    before stands. delete+insert would leave behind a row that no longer exists, as when a late event joins two sessions into one.
    unique_key: [person_id, when].
#}
{% macro get_incremental_replace_tail_sql(arg_dict) %}
    {%- set who, when = arg_dict['unique_key'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }} where {{ is_somebody_elses(who) }};

    delete from {{ arg_dict['target_relation'] }} as old
    using {{ noted_as('tails') }} as tails
    where old.{{ who }} = tails.person_id and old.{{ when }} >= tails.since;

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}
