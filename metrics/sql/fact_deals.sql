-- one row = one deal; what the deal does not say itself comes from its lead
-- (template: {channel}, {segment}, {filled}, {due}, {as_of})
with lead as (
  select lead_id, min(created_at) as lead_created_at, min(channel) as lead_channel, min(segment) as lead_segment
  from leads
  group by lead_id
)
select
  d.* exclude (channel, segment),
  {channel} as channel,
  {segment} as segment,
  coalesce(lead.lead_created_at, d.created_at) as started_at,
  coalesce(d.created_at, d.opportunity_at, d.closed_at, {as_of}) as known_at,
  cast(date_diff('microsecond', coalesce(lead.lead_created_at, d.created_at), d.closed_at) as double)
    / 86400000000 as cycle_days,
  {filled} as fields_filled,
  {due} as fields_due
from deals as d
left join lead on lead.lead_id = d.lead_id
