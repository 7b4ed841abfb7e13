-- One row per day of a campaign and horizon, in an order that does not change.
select
    horizon_days, partner, campaign, spend_minor::double precision as spend_minor, value_minor::double precision as value_minor,
    payers, spent_on
from marts.int_campaign_day
order by horizon_days, partner, campaign, spent_on
