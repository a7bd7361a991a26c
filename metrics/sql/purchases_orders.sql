-- One row per order of the uploaded orders table, with what it says was paid back, or else its refund events do.
with
paid_back as (
  select
    order_id,
    sum(abs(amount)) as amount
  from events
  where event = 'refund'
    and nullif(order_id, '') is not null
  group by order_id
)
select
  nullif(orders.user_id, '') as user_id,
  orders.ts,
  orders.order_id,
  orders.amount,
  cast(coalesce(abs(orders.refunded_amount), paid_back.amount, 0) as decimal(18, 2)) as refunded,
  {channel} as channel,
  {segment} as segment
from orders
left join paid_back on paid_back.order_id = orders.order_id
left join persons on persons.user_id = orders.user_id
