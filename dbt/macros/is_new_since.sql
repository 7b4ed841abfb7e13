{#
    Whether a row is news to an incremental model whose own newest row came from `built.batch_id` and `built.as_of`: its
    file is newer; or it lay in the future then and has happened since; or its device or card was claimed that night or later.
#}
{% macro is_new_since(built, row, moment) -%}
    (
        {{ row }}.batch_id > {{ built }}.batch_id
        or {{ row }}.{{ moment }} >= {{ midnight(built ~ '.as_of') }}
        or {{ row }}.claimed_as_of >= {{ built }}.as_of
    )
{%- endmacro %}
