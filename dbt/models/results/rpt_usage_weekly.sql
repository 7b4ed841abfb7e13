{{ usage_report('week') }}
