-- One row per order seen in the events: purchase events of one person with one order_id are one order, at its first moment;
-- a purchase event without an order_id is an order of its own.
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
    min(ts) as ts,
    order_id,
    cast(sum(amount) as decimal(18, 2)) as amount,
    arg_min(channel, (ts, channel)) as channel,
    arg_min(segment, (ts, segment)) as segment
  from events
  where event = 'purchase'
    and nullif(order_id, '') is not null
  group by nullif(user_id, ''), order_id
),
purchases as (
  select *
  from with_id
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
