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
    {%- set newest = '(select coalesce(max(built.batch_id), 0) from ' ~ this ~ ' as built)' -%}
    {%- for condition in [
        'batch_id > ' ~ newest,
        'batch_id <= ' ~ newest ~ ' and ' ~ (revised or moment) ~ ' >= ' ~ midnight('(' ~ last_built() ~ ')'),
    ] %}
    select
        person_id,
        {{ moment }}
    from {{ relation }}
    where person_id is not null and {{ condition }}

    union all
    {%- endfor %}

    select
        person_id,
        coalesce(since, timestamptz '1970-01-01 00:00:00+00') as {{ moment }}
    from {{ ref('stg_crm__person_change') }}
    where why <> 'merged' and known_as_of >= ({{ last_built() }})
{%- endmacro %}

{# The night an incremental model was last built. #}
{% macro last_built() -%}
    select coalesce(max(built.as_of), cast('1970-01-01' as date)) from {{ this }} as built
{%- endmacro %}
