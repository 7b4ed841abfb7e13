{%- set identifiers = {'user_id': 'user_id', 'anonymous_id': 'anonymous_id', 'device_id': 'device_id'} -%}
{%- set traits = {
    'first_name': [['firstName'], ['first_name']],
    'last_name': [['lastName'], ['last_name']],
    'gender': [['gender']],
    'language': [['language'], ['locale']],
    'country': [['address', 'country'], ['country']],
    'city': [['address', 'city'], ['city']],
    'timezone': [['timezone']],
} -%}

with calls as (

    select * from {{ source('raw', 'segment_events') }}

),

timezones as {{ known_timezones() }},

identified as (

    select
        calls.message_id,
        calls.occurred_at,
        calls.traits,
        calls.batch_id,
        {{ person_id(identifiers) }} as person_id
    from calls
    {{- join_people('calls', identifiers) }}
    where {{ is_known('calls', 'occurred_at') }} and calls.type = 'identify'

),

-- a call states some traits and leaves the others as they were
stated as (
    {%- for trait, paths in traits.items() %}

    select
        person_id,
        occurred_at,
        message_id,
        batch_id,
        '{{ trait }}' as trait,
        coalesce(
            {%- for path in paths %}
            {{ json_text_at('traits', path) }},
            {%- endfor %}
            null
        ) as value
    from identified
    {{- '\n\n    union all' if not loop.last }}
    {%- endfor %}

),

ranked as (

    select
        stated.*,
        row_number() over (partition by person_id, trait order by occurred_at desc, message_id desc) as recency
    from stated
    where person_id is not null and value <> ''

),

newest as (

    select
        person_id,
        {%- for trait in traits %}
        max(value) filter (where trait = '{{ trait }}') as {{ trait }},
        {%- endfor %}
        max(occurred_at) as updated_at,
        max(batch_id) as batch_id
    from ranked
    where recency = 1
    group by person_id

)

select
    newest.person_id,
    newest.first_name,
    newest.last_name,
    newest.gender,
    lower(split_part(replace(newest.language, '_', '-'), '-', 1)) as language,
    {{ country_code('newest.country') }} as country,
    newest.city,
    timezones.name as timezone,
    newest.updated_at,
    newest.batch_id
from newest
left join timezones
    on newest.timezone = timezones.name
