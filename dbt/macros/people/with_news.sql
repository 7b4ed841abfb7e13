{# Whose rows a night computes anew, for int_life and dim_person: every way in which a person may differ from what stands. #}

{#
    Rows of `relation` that came, or have happened, since the model was last built; without a `moment` they have no future.
    A model that keeps no batch_id takes the files of the night it was built at twice: a file that came after it is among them.
#}
{% macro people_of_rows(relation, moment=none) -%}
    {%- set newest -%}
        select max(batches.batch_id) from {{ ref('stg_landing__batch') }} as batches where batches.known_as_of < {{ last_built() }}
    {%- endset -%}
    select person_id
    from {{ relation }}
    where batch_id > {{ found(newest, dbt.type_bigint(), 0) }}
    {%- if moment %} or {{ moment }} >= {{ midnight(last_built()) }}{% endif %}
{%- endmacro %}

{#
    What people do again and again, in the app or the shop, changes a life only where it is their first, or where they had left.
    An order that a later export gives to somebody else, or another day, may have been the first of whom it was taken from.
#}
{% macro lives_with_news() -%}
    select person_id
    from {{ ref('stg_crm__person_change') }}
    where known_as_of >= {{ last_built() }}

    union

    select person_id
    from {{ ref('stg_crm__identifier') }}
    where identifier_id > {{ newest_seen('newest_identifier_id', dbt.type_bigint(), 0) }}

    union

    {%- for model, at in {'fct_session': 'started_at', 'fct_order': 'ordered_at'}.items() %}
    select acts.person_id
    from {{ ref(model) }} as acts
    left join {{ this }} as built
        on acts.person_id = built.person_id
    where
        {{ made_anew('acts') }}
        and (
            built.first_seen_at is null
            or built.first_seen_at > acts.{{ at }}
            or built.uninstalled_at is not null
        )

    union
    {% endfor %}
    {{ people_of_rows(ref('stg_shopify__replaced_order')) }}

    union

    {{ people_of_rows(ref('fct_install'), 'installed_at') }}

    union

    {{ people_of_rows(ref('stg_devices__device'), 'seen_at') }}

    union

    {{ people_of_rows(ref('fct_web_visit'), 'started_at') }}

    union

    {{ people_of_rows(ref('dim_lead'), 'greatest(created_at, updated_at)') }}

    union

    {{ people_of_rows(ref('fct_uninstall'), 'uninstalled_at') }}
{%- endmacro %}

{#
    Whose life was looked at anew is looked at anew here: theirs are the installs, devices, visits and leads. Who invited
    somebody may have become known, or somebody else; years pass without a row.
#}
{% macro persons_with_news() -%}
    {{ people_with_news(ref('int_life')) }}

    union

    {{ people_of_rows(ref('stg_profiles__profile'), 'updated_at') }}

    union

    {{ people_of_rows(ref('stg_segment__profile'), 'updated_at') }}

    union

    {{ people_of_rows(ref('dim_loyalty_member'), 'updated_at') }}

    union

    {{ people_of_rows(ref('stg_starbucks__member')) }}

    union

    select subscribers.person_id
    from {{ ref('int_subscriber') }} as subscribers
    left join {{ this }} as built
        on subscribers.person_id = built.person_id
    where built.subscriber_type is distinct from subscribers.subscriber_type

    union

    select installs.person_id
    from {{ ref('fct_install') }} as installs
    left join {{ this }} as built
        on installs.person_id = built.person_id
    where installs.source_type = 'referral' and built.referrer_person_id is distinct from installs.referrer_person_id

    union

    select person_id
    from {{ this }}
    where {{ years_between('birth_on', as_of()) }} <> age
{%- endmacro %}
