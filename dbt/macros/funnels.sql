{#
    What include/funnels declares (var `funnels`), for models to loop over: each is a dict with name, seconds (its window),
    entries (once or daily) and steps (id, did, screen, where).
#}

{# A text as SQL writes it. #}
{% macro literal(text) -%}
    {{ dbt.string_literal(dbt.escape_single_quotes(text)) }}
{%- endmacro %}

{# What somebody does to take a step, as a condition on the columns of int_step. #}
{% macro takes_step(step) -%}
    {%- set conditions = [] -%}
    {%- if step.did -%}
        {%- do conditions.append('event = ' ~ literal(step.did)) -%}
    {%- endif -%}
    {%- if step.screen -%}
        {%- do conditions.append('screen = ' ~ literal(step.screen)) -%}
    {%- endif -%}
    {%- for name, values in step.where.items() -%}
        {%- set texts = [] -%}
        {%- for value in values -%}
            {%- do texts.append(literal(value)) -%}
        {%- endfor -%}
        {%- do conditions.append('property_' ~ name ~ ' in (' ~ texts | join(', ') ~ ')') -%}
    {%- endfor -%}
    {{ conditions | join(' and ') }}
{%- endmacro %}

{# The first step of the funnel that the same deed takes, by number: it can be another step of that instant at most once. #}
{% macro first_step_taken(funnel) -%}
    case
        {%- for step in funnel.steps %}
        when {{ takes_step(step) }} then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}

{# Goes where the joins stand: of which funnels a deed takes which steps, as steps.funnel, .step (from 1) and .first_step. #}
{% macro join_steps_taken() %}
    {%- set rows = [] -%}
    {%- for funnel in var('funnels') -%}
        {%- for step in funnel.steps -%}
            {%- do rows.append(
                "select '" ~ funnel.name ~ "' as funnel, " ~ loop.index ~ " as step, " ~ first_step_taken(funnel)
                ~ " as first_step where " ~ takes_step(step)
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    cross join lateral (
        {{ rows | join('\n        union all\n        ') or "select '' as funnel, 1 as step, 1 as first_step where false" }}
    ) as steps
{%- endmacro %}

{# Whether a deed is a step of any funnel at all: most are not, and need not be looked at twice. #}
{% macro takes_any_step() -%}
    {%- set conditions = [] -%}
    {%- for funnel in var('funnels') -%}
        {%- for step in funnel.steps if takes_step(step) not in conditions -%}
            {%- do conditions.append(takes_step(step)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ conditions | join(' or ') or 'false' }}
{%- endmacro %}

{# The funnels' steps as rows: funnel, step (from 1), step_id, seconds and entries; none where nothing is declared. #}
{% macro funnel_steps() -%}
    {%- set rows = [] -%}
    {%- for funnel in var('funnels') -%}
        {%- for step in funnel.steps -%}
            {%- do rows.append(
                "select '" ~ funnel.name ~ "' as funnel, " ~ loop.index ~ " as step, '" ~ step.id ~ "' as step_id, "
                ~ funnel.seconds ~ " as seconds, '" ~ funnel.entries ~ "' as entries"
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ rows | join('\n    union all\n    ') or "select '' as funnel, 1 as step, '' as step_id, 0 as seconds, '' as entries where false" }}
{%- endmacro %}

{# What the declared funnels are, in eight characters: each row of an incremental model keeps under which it was computed. #}
{% macro funnels_declared() -%}
    {{- return(local_md5(tojson(var('funnels'), sort_keys=true))[:8]) -}}
{%- endmacro %}

{#
    Whether the incremental model it is used in holds what these funnels make of the events. After a change in include/funnels
    it does not, and is computed from all events once more. All rows always agree, so that one of them tells.
#}
{% macro is_built_from_these_funnels() -%}
    {%- if not execute -%}{{ return(true) }}{%- endif -%}
    {{- return(funnels_declared() in run_query('select declared from ' ~ this ~ ' limit 1').columns[0].values()) -}}
{%- endmacro %}

{# For a pre-hook: what other funnels made of the events goes, before the model says it anew. #}
{% macro forget_other_funnels() -%}
    {%- if is_incremental() %} delete from {{ this }} where declared <> '{{ funnels_declared() }}' {%- endif -%}
{%- endmacro %}
