{{ usage_days('week', ref('fct_user_day')) }}
