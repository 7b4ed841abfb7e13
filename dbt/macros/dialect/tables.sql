{#
    A table of this transaction alone, with statistics, of some columns where those are `counted`. Its model goes on without parallel workers: of little that is new each of
    three would hash all identifiers for itself.
#}
{% macro note_down(name, query, counted=none) -%}
    set local max_parallel_workers_per_gather = 0;
    create temporary table {{ name }} on commit drop as ({{ query }}
    );
    analyze {{ name }}{{ ' (' ~ counted ~ ')' if counted }}
{%- endmacro %}
