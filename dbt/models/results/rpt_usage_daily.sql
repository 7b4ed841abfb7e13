{{ usage_report('day') }}
