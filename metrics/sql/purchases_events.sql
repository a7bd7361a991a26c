-- One row per order seen in the events: purchase events of one person with one order_id are one order, at its first moment;
-- a purchase event without an order_id is an order of its own. `packed` is a moment and a group in one number, and its minimum
-- is the first moment with the first group by name.
with
paid_back as (
  select
    order_id,
    sum(abs(amount)) as amount
  from events
  where event = 'refund'
    and nullif(order_id, '') is not null
  group by order_id
),
with_id as (
  select
    nullif(user_id, '') as user_id,
    order_id,
    min({packed} + {events_code}) as packed,
    cast(sum(amount) as decimal(18, 2)) as amount
  from events
  {events_groups}
  where event = 'purchase'
    and nullif(order_id, '') is not null
  group by nullif(user_id, ''), order_id
),
purchases as (
  select
    with_id.user_id,
    {moment} as ts,
    with_id.order_id,
    with_id.amount,
    groups.channel,
    groups.segment
  from with_id
  inner join b2c_groups as groups on groups.code = with_id.packed % {groups}
  union all
  select
    nullif(user_id, '') as user_id,
    ts,
    cast(null as varchar) as order_id,
    amount,
    channel,
    segment
  from events
  where event = 'purchase'
    and nullif(order_id, '') is null
)
select
  purchases.user_id,
  purchases.ts,
  purchases.order_id,
  purchases.amount,
  cast(coalesce(paid_back.amount, 0) as decimal(18, 2)) as refunded,
  purchases.channel,
  purchases.segment
from purchases
left join paid_back on paid_back.order_id = purchases.order_id
