-- One row per deal. What a deal does not say of channel and segment comes from its lead; its cycle starts with the lead.
-- (template: {channel}, {segment})
with lead as (
  select
    lead_id,
    min(created_at) as lead_created_at,
    min(channel) as lead_channel,
    min(segment) as lead_segment
  from leads
  group by lead_id
)
select
  deals.deal_id,
  nullif(deals.name, '') as name,
  {channel} as channel,
  {segment} as segment,
  nullif(deals.owner, '') as owner,
  nullif(deals.stage, '') as stage,
  deals.status,
  deals.amount,
  deals.expected_close,
  deals.created_at,
  deals.closed_at,
  cast(deals.closed_at as date) as closed_day,
  cast(date_diff('microsecond', coalesce(lead.lead_created_at, deals.created_at), deals.closed_at) as double)
    / 86400000000 as cycle_days,
  cast(date_diff('microsecond', deals.created_at, deals.closed_at) as double) / 86400000000 as own_days
from deals
left join lead on lead.lead_id = deals.lead_id
