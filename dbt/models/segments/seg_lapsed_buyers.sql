with orders as (

    select *
    from {{ ref('fct_order') }}
    where person_id is not null

),

buyers as (

    select
        person_id,
        max(ordered_on) as last_order_on,
        count(*) as orders
    from orders
    group by person_id

),

lapsed as (

    select
        person_id,
        {{ days_between('last_order_on', as_of()) }} as days_since_order,
        last_order_on,
        orders
    from buyers
    where last_order_on < {{ days_after(as_of(), -var('lapsed_after_days')) }}

)

select * from lapsed
