{#
    Incremental strategy: what a model selects for a person replaces all it said of that person; of people who lost rows to
    others, or are somebody else now, nothing the model said before stands.
    unique_key: the column that says who.
#}
{% macro get_incremental_replace_person_sql(arg_dict) %}
    {%- set who = arg_dict['unique_key'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }}
    where
        {{ who }} in (select {{ who }} from {{ arg_dict['temp_relation'] }})
        or {{ who }} in (
            select person_id from {{ ref('stg_crm__person_change') }}
            where since is null and known_as_of >= ({{ last_built() }})
        );

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}

{#
    Of an incremental model that takes each person as a whole: who has to be taken again, as `upstream` (which keeps as_of) has
    new rows of them, or as they are another person now. Says `-- depends_on: stg_crm__person_change` as news() does.
#}
{% macro people_with_news(upstream) -%}
    select person_id from {{ upstream }}
    where {{ made_anew() }}

    union

    select person_id from {{ ref('stg_crm__person_change') }}
    where known_as_of >= ({{ last_built() }})
{%- endmacro %}
