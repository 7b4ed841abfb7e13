{# Conditions on what somebody is, for the WHERE of a segment whose rows are `people`, that is dim_person. #}

{#
    An attribute is this value, or one of these; or a number or date at least and at most so much, both included. Who does not
    say is not in it. While dbt parses, and in unit tests, nobody knows dim_person's columns: the name is checked when it runs.
#}
{% macro has(attribute, value=none, at_least=none, at_most=none) -%}
    {%- set known = graph.nodes['model.roundtrip.dim_person'].columns if graph.nodes else none -%}
    {%- if known and attribute not in known -%}
        {{ exceptions.raise_compiler_error(
            "has: dim_person has no column '" ~ attribute ~ "'; write one of "
            ~ known | join(', ')
        ) }}
    {%- endif -%}
    {%- set conditions = [] -%}
    {%- if value is not none -%}
        {%- do conditions.append('people.' ~ attribute ~ ' in (' ~ literals(value) ~ ')') -%}
    {%- endif -%}
    {%- if at_least is not none -%}
        {%- do conditions.append('people.' ~ attribute ~ ' >= ' ~ literals(at_least)) -%}
    {%- endif -%}
    {%- if at_most is not none -%}
        {%- do conditions.append('people.' ~ attribute ~ ' <= ' ~ literals(at_most)) -%}
    {%- endif -%}
    {%- if not conditions -%}
        {{ exceptions.raise_compiler_error(
            "has: says nothing of '" ~ attribute ~ "'; give it a value, at_least or at_most"
        ) }}
    {%- endif -%}
    {{ conditions | join(' and ') }}
{%- endmacro %}

{# Stated an interest in this, or in one of these. #}
{% macro is_interested_in(interest) -%}
    exists (
        select 1
        from {{ ref('dim_person_interest') }} as interests
        where interests.person_id = people.person_id and interests.interest in ({{ literals(interest) }})
    )
{%- endmacro %}

{# A value, or a list of them, as SQL writes it. #}
{% macro literals(value) -%}
    {%- set written = [] -%}
    {%- for each in ([value] if value is string or value is not iterable else value) -%}
        {%- do written.append(
            dbt.string_literal(dbt.escape_single_quotes(each)) if each is string else (each | string | lower)
        ) -%}
    {%- endfor -%}
    {{ written | join(', ') }}
{%- endmacro %}
