{#
    One row per segment and feed, from the meta.feeds of each segment model. A segment that names none is refused: nobody
    would notice that it lives on stale data.
#}
{% macro declared_feeds(segments) %}
    {%- set rows = [] -%}
    {%- for segment in segments if execute -%}
        {%- set feeds = graph.nodes['model.roundtrip.seg_' ~ segment].config.meta.get('feeds', []) -%}
        {%- if not feeds -%}
            {{ exceptions.raise_compiler_error('seg_' ~ segment ~ '.yml: config.meta.feeds: name the feeds it depends on') }}
        {%- endif -%}
        {%- for feed in feeds -%}
            {%- do rows.append("select '" ~ segment ~ "' as segment, '" ~ feed ~ "' as feed") -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ rows | join('\n    union all\n    ') or "select '' as segment, '' as feed where false" }}
{%- endmacro %}
