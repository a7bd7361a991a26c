-- One row per refund event; without a user_id it is the buyer's of its order. `matched`: its order is in purchases.
with
buyers as (
  select
    order_id,
    min(user_id) as user_id
  from purchases
  where order_id is not null
  group by order_id
)
select
  coalesce(nullif(events.user_id, ''), buyers.user_id) as user_id,
  events.ts,
  nullif(events.order_id, '') as order_id,
  abs(events.amount) as amount,
  events.channel,
  events.segment,
  buyers.order_id is not null as matched
from events
left join buyers on buyers.order_id = events.order_id
where events.event = 'refund'
