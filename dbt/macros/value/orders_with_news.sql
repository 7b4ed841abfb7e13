{#
    For fct_order: ids of the orders that a night has to compute anew, as they or their refunds came or have happened since, are
    another person's now, or were taken back: a newer export of Shopify's may say less of an order than the one before it.
    Ids begin with the name of their source. Of sources whose orders are numbered or added up before they can be asked for new
    ones every row is read.
#}
{% macro orders_with_news() -%}
    {{ new_rows(ref('stg_app_purchases__order'), "'app:' || order_id as order_id", 'ordered_at') }}

    union

    {{ new_rows(ref('stg_app_purchases__refund'), "'app:' || order_id as order_id", 'refunded_at') }}

    union

    {{ new_rows(ref('stg_store_purchases__receipt'), "'store:' || receipt_id as order_id", 'bought_at') }}

    union

    {{ new_rows(ref('stg_ga4__refund'), "'ga4:' || order_id as order_id", 'refunded_at') }}

    union

    select 'ga4:' || order_id as order_id
    from {{ ref('stg_ga4__order') }}
    where {{ is_new_row('ordered_at') }}

    union

    select 'starbucks:' || transaction_id as order_id
    from {{ ref('stg_starbucks__transaction') }}
    where {{ is_new_row('occurred_at') }}

    union

    select coalesce(orders.order_id, built.order_id) as order_id
    from (
        select
            'shopify:' || order_id as order_id,
            batch_id
        from {{ ref('stg_shopify__order') }}
    ) as orders
    full outer join (
        select
            order_id,
            batch_id
        from {{ this }}
        where order_id like 'shopify:%'
    ) as built
        on orders.order_id = built.order_id
    where orders.batch_id is distinct from built.batch_id

    union

    select order_id
    from {{ this }}
    where
        person_id in (
            select person_id
            from {{ ref('stg_crm__person_change') }}
            where known_as_of >= {{ last_built() }}
        )
{%- endmacro %}

{# Of a source's rows those of touched orders, where there are any: all in a full build. #}
{% macro of_source(source, key, touched) -%}
    {%- if is_incremental() -%}
    where {{ key }} in (select touched.key from {{ touched }} as touched where touched.source = '{{ source }}')
    {%- endif -%}
{%- endmacro %}

{# News of whom an order was taken from, by a later export that gives it to somebody else or to another day. #}
{% macro orders_taken_away() -%}
    {{ new_rows(ref('stg_shopify__replaced_order'), 'person_id, ordered_at', 'ordered_at', 'person_id is not null') }}
{%- endmacro %}
