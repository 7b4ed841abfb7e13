with declared as (

    {{ declared_feeds(var('segments')) }}

)

select * from declared
