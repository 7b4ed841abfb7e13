{{ usage_days('month', ref('fct_user_day')) }}
