{{ usage_report('month') }}
