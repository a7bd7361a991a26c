-- Purchases once more, with the refund events that name no order: such a refund is of the person's latest purchase at or
-- before it. The first CTE is the other statement.
with purchases as (
{purchases}
),
numbered as (
  select
    *,
    row_number() over (order by ts, order_id, amount, channel, segment) as number
  from purchases
),
loose as (
  select
    user_id,
    ts,
    sum(abs(amount)) as amount
  from events
  where event = 'refund'
    and nullif(order_id, '') is null
    and nullif(user_id, '') is not null
  group by user_id, ts
),
placed as (
  select
    loose.amount,
    max(numbered.number) as number
  from loose
  inner join numbered on numbered.user_id = loose.user_id and numbered.ts <= loose.ts
  group by loose.user_id, loose.ts, loose.amount
),
paid_back as (
  select
    number,
    sum(amount) as amount
  from placed
  group by number
)
select
  numbered.* exclude (number) replace (
    cast(numbered.refunded + coalesce(paid_back.amount, 0) as decimal(18, 2)) as refunded
  )
from numbered
left join paid_back on paid_back.number = numbered.number
