{#
    The rows of `relation` that are news to the incremental model it is used in: their file is newer than any the model has
    seen; or they lay in the future when it was built and have happened since; or they are another person's now, as when two
    turned out to be one. The model keeps batch_id and as_of of what it has seen, and its person_id is who.
    `moment` says when a row happened; `revised` when it last changed, where a row can, as an order does by its refund.
    Three selects and not one with OR: each finds its rows by an index (raw has one on when a file came and when a row happened)
    or by the smallest scan. The second leaves out what the first has: on an ordinary night it finds nothing.

    A model that uses it says `-- depends_on: {% raw %}{{ ref('stg_crm__person_change') }}{% endraw %}` as dbt sees no ref inside of is_incremental().
#}
{% macro news(relation, moment, revised=none) -%}
    {{ new_rows(relation, 'person_id, ' ~ moment, revised or moment, 'person_id is not null') }}

    union all

    select
        person_id,
        coalesce(since, timestamptz '1970-01-01 00:00:00+00') as {{ moment }}
    from {{ ref('stg_crm__person_change') }}
    where why <> 'merged' and known_as_of >= {{ last_built() }}
{%- endmacro %}

{# The first two kinds of news alone: `columns` of rows that are new or have happened since. #}
{% macro new_rows(relation, columns, moment, condition=none) -%}
    {%- set newest = newest_seen('batch_id', dbt.type_bigint(), 0) -%}
    select {{ columns }}
    from {{ relation }}
    where {{ condition ~ ' and ' if condition }}batch_id > {{ newest }}

    union all

    select {{ columns }}
    from {{ relation }}
    where {{ condition ~ ' and ' if condition }}batch_id <= {{ newest }} and {{ moment }} >= {{ midnight(last_built()) }}
{%- endmacro %}

{# The rows that new_rows leaves out. #}
{% macro was_seen(rows, moment) -%}
    {{ rows }}.batch_id <= {{ newest_seen('batch_id', dbt.type_bigint(), 0) }}
    and {{ rows }}.{{ moment }} < {{ midnight(last_built()) }}
{%- endmacro %}

{# What new_rows selects, in one pass, for a relation that numbers its rows before it can be asked for new ones. #}
{% macro is_new_row(moment) -%}
    (batch_id > {{ newest_seen('batch_id', dbt.type_bigint(), 0) }} or {{ moment }} >= {{ midnight(last_built()) }})
{%- endmacro %}

{#
    Rows that the incremental model they are read from made anew since this one was last built; tonight's again, as a night may be
    run twice. A bound, not an OR: it is looked up in the index on as_of.
#}
{% macro made_anew(rows=none) -%}
    {{ rows ~ '.' if rows }}as_of > least({{ last_built() }}, {{ days_after(as_of(), -1) }})
{%- endmacro %}

{# The night an incremental model was last built. #}
{% macro last_built() -%}
    {{ newest_seen('as_of', 'date', '1970-01-01') }}
{%- endmacro %}

{# The highest an incremental model holds of a column. #}
{% macro newest_seen(column, type, before_any) -%}
    {{ found('select max(built.' ~ column ~ ') from ' ~ this ~ ' as built', type, before_any) }}
{%- endmacro %}

{#
    The one value a query finds, or `otherwise` for NULL, written as the literal it is: of a value that a query has yet to find
    the planner thinks that a third of a table is newer, and reads all of raw and hashes all identifiers.
    In a unit test the tables are part of the very query, and nobody else can ask them: there the query itself.
#}
{% macro found(query, type, otherwise) -%}
    {%- if '__dbt__cte__' in query -%}
        coalesce(({{ query }}), cast('{{ otherwise }}' as {{ type }}))
    {%- elif execute -%}
        {%- call statement('found', fetch_result=True, auto_begin=False) -%}
            select cast(({{ query }}) as {{ dbt.type_string() }}) as found
        {%- endcall -%}
        cast('{{ load_result('found').data[0][0] or otherwise }}' as {{ type }})
    {%- else -%}
        cast('{{ otherwise }}' as {{ type }})
    {%- endif -%}
{%- endmacro %}
