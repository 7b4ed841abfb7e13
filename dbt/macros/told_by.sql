{#
    `rows` (a CTE with person_id) once for everybody together (dimension 'total', value 'all') and once for each dimension of
    include/dimensions.yml, as the columns `dimension` and `value`. What `rows` has no column for is as it is now: of dim_person,
    the segments somebody is in and the interests they have. The last two may be several of a person, or none: they never add up
    to the total. Not known is 'unknown'. `only` names the dimensions wanted, where not all are.
#}
{% macro told_by(rows, only=none) -%}
    {%- set text = dbt.type_string() -%}
    {%- set dimensions = var('dimensions') if only is none else var('dimensions') | selectattr('name', 'in', only) | list -%}
    select
        {{ rows }}.*,
        told.dimension,
        told.value
    from {{ rows }}
    {%- if dimensions | selectattr('of', 'equalto', 'person') | list %}
    left join {{ ref('dim_person') }} as people_now
        on {{ rows }}.person_id = people_now.person_id
    {%- endif %}
    cross join lateral (
        select
            cast('total' as {{ text }}) as dimension,
            cast('all' as {{ text }}) as value
        {%- for dimension in dimensions if not dimension.many %}
        {%- set of = rows if dimension.of == 'event' else 'people_now' %}
        union all
        select
            cast('{{ dimension.name }}' as {{ text }}) as dimension,
            coalesce(cast({{ of }}.{{ dimension.column }} as {{ text }}), 'unknown') as value
        {%- endfor %}
    ) as told
    {%- for dimension in dimensions if dimension.many %}

    union all

    select
        {{ rows }}.*,
        cast('{{ dimension.name }}' as {{ text }}) as dimension,
        cast(held.{{ dimension.column or 'segment' }} as {{ text }}) as value
    from {{ rows }}
    {%- if dimension.of == 'segment' %}
    inner join {{ ref('segment_membership') }} as held
        on {{ rows }}.person_id = held.person_id and held.left_on is null
    {%- else %}
    inner join {{ ref(dimension.model) }} as held
        on {{ rows }}.person_id = held.person_id
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
