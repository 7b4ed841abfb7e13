{# A grant on a table is worth nothing without one on its schema. Runs once a run, for the schemas it touched. #}
{% macro grant_usage(schemas) %}
    {% set readers = {
        'marts': 'roundtrip_decider, roundtrip_operator',
        'segments': 'roundtrip_decider, roundtrip_operator',
        'publish': 'roundtrip_decider, roundtrip_operator',
        'results': 'roundtrip_bi_reader, roundtrip_operator',
    } %}
    {% for schema in schemas if schema in readers %}
        grant usage on schema {{ schema }} to {{ readers[schema] }};
    {% endfor %}
{% endmacro %}
