select
    set_config('roundtrip.user_id', :user_id, true),
    set_config('statement_timeout', :milliseconds, true)
