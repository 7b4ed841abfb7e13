-- Nights since each campaign was first due: the pace at which its groups have grown.
select campaign_id, :as_of - min(as_of) + 1 as nights
from crm.occurrence
where as_of <= :as_of
group by campaign_id
