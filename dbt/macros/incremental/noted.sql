{#
    The rows of a query, written down once and counted for the planner, for an incremental model that asks for them again: whose
    rows are computed anew, say. Of a CTE the planner thinks that it holds a share of the table it is made from, and hashes all of
    raw, all identifiers and all sessions for the few that are new. A name to select from; it is gone when the model is done.
    `counted`: the columns by which it is asked, where it has many; counting all would cost more than it is worth.
    In a unit test tables are part of the very query, and here it is, too.
#}
{% macro noted(name, query, counted=none) -%}
    {%- if '__dbt__cte__' in query -%}
        ({{ query }})
    {%- else -%}
        {%- if execute -%}
            {%- call statement('noted', auto_begin=False) -%}
                {{ note_down(noted_as(name), query, counted) }}
            {%- endcall -%}
        {%- endif -%}
        {{ noted_as(name) }}
    {%- endif -%}
{%- endmacro %}

{% macro noted_as(name) -%}
    {{ model.name }}__{{ name }}
{%- endmacro %}

{#
    Incremental strategy: what a model selects replaces all it said of what it noted as `touched`. Of what is not there any more
    (an order taken back, a person who is somebody else now) nothing stands, which delete+insert would leave: it deletes only
    what it has a successor for.
    unique_key: the column of `touched` and of the model that says of what.
#}
{% macro get_incremental_replace_touched_sql(arg_dict) %}
    {%- set key = arg_dict['unique_key'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ arg_dict['target_relation'] }} where {{ key }} in (select {{ key }} from {{ noted_as('touched') }});

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}

{# The earliest `since` of what was noted, as a literal: it says how much of raw is read. #}
{% macro earliest_of(noted, type) -%}
    {{ found('select min(noted.since) from ' ~ noted ~ ' as noted', type, 'infinity') }}
{%- endmacro %}

{#
    Where the joins stand: of `rows` those of people in `tails` from `since` on, and only where `bound` holds, which says how much
    of a table is read; in a full build all that are somebody's.
#}
{% macro of_tails(tails, rows, at, since='tails.since', bound='true') -%}
    {%- if is_incremental() -%}
    inner join {{ tails }} as tails
        on {{ rows }}.person_id = tails.person_id and {{ rows }}.{{ at }} >= {{ since }}
    where {{ bound }}
    {%- else -%}
    where {{ rows }}.person_id is not null
    {%- endif -%}
{%- endmacro %}

{# Of the rows of a query those of what was noted; all of them in a full build. #}
{% macro only(noted, key) -%}
    {%- if is_incremental() -%}
    where {{ key }} in (select noted.{{ key }} from {{ noted }} as noted)
    {%- endif -%}
{%- endmacro %}
