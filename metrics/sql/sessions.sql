-- One row per session. With a session_id a session is that id, whoever's events carry it; without one, a person's events with
-- less than 30 minutes between neighbours (30 minutes exactly begin a new session). Channel and segment are the first event's:
-- `packed` is a moment and a group in one number, and its minimum is the first moment with the first group by name. A
-- session of refunds only is no session.
with
{gaps},
by_id as (
  select
    'id:' || session_id as session_key,
    min({packed}) as packed,
    bit_or({mask}) as mask
  from events
  inner join b2c_groups as groups on groups.channel = events.channel and groups.segment = events.segment
  where session_id <> ''
  group by session_id
),
by_gap as (
  select
    'gap:' || user_id || '#' || number as session_key,
    min({packed}) as packed,
    bit_or({mask}) as mask
  from numbered as events
  inner join b2c_groups as groups on groups.channel = events.channel and groups.segment = events.segment
  group by user_id, number
),
sessions as (
  select * from by_id
  union all
  select * from by_gap
)
select
  sessions.session_key,
  {moment} as start,
  groups.channel,
  groups.segment,
  mask & {visit} > 0 as has_visit,
  mask & {product_view} > 0 as has_product_view,
  mask & {add_to_cart} > 0 as has_cart,
  mask & {trial_start} > 0 as has_trial,
  mask & {checkout_start} > 0 as has_checkout,
  mask & {purchase} > 0 as has_purchase
from sessions
inner join b2c_groups as groups on groups.code = sessions.packed % {groups}
where mask <> {refund}
