{{ usage_days('day', ref('fct_user_day')) }}
