select retired, messages, unsettled
from crm.retire_messages((date_trunc('month', cast(:as_of as timestamp)) - make_interval(months => :keep_months))::date)
