-- one row = one lead, with its first answer and the first deal opened from it (template: {as_of})
with opened as (
  select lead_id, min(created_at) as deal_at
  from deals
  where lead_id is not null
  group by lead_id
)
select
  l.*,
  o.deal_at,
  l.created_at + interval 5 minute <= {as_of} as answer_due,
  coalesce(
    l.first_response_at >= l.created_at and l.first_response_at <= l.created_at + interval 5 minute,
    false
  ) as answered_in_5,
  case when l.first_response_at >= l.created_at then
    cast(date_diff('microsecond', l.created_at, l.first_response_at) as decimal(24, 6)) / 60000000
  end as answer_minutes
from leads as l
left join opened as o on o.lead_id = l.lead_id
