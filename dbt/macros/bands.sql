{#
    The band a whole number falls into, as text: 'under 18', '18-24', …, '65+' for edges [18, 25, …, 65]. An edge begins its
    band. NULL stays NULL.
#}
{% macro band(value, edges) -%}
    case
        when {{ value }} < {{ edges[0] }} then 'under {{ edges[0] }}'
        {%- for edge in edges[1:] %}
        when {{ value }} < {{ edge }} then '{{ edges[loop.index0] }}-{{ edge - 1 }}'
        {%- endfor %}
        when {{ value }} >= {{ edges[-1] }} then '{{ edges[-1] }}+'
    end
{%- endmacro %}
