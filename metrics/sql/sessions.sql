-- One row per session. With a session_id a session is that id, whoever's events carry it; without one, a person's events with
-- less than 30 minutes between neighbours, found beforehand (gap_sessions). Channel and segment are the first event's:
-- `packed` is a moment and a group in one number, and its minimum is the first moment with the first group by name. A
-- session of refunds only is no session.
with
by_id as (
  select
    session_id,
    min({packed} + {events_code}) as packed,
    bit_or({mask}) as mask
  from events
  {events_groups}
  where session_id <> ''
  group by session_id
),
sessions as (
  select
    'id:' || session_id as session_key,
    {moment} as start,
    packed % {groups} as code,
    mask
  from by_id
  union all
  select
    'gap:' || persons.user_id || '#' || gap_sessions.number as session_key,
    gap_sessions.start,
    gap_sessions.code,
    gap_sessions.mask
  from gap_sessions
  inner join persons on persons.person = gap_sessions.person
)
select
  sessions.session_key,
  sessions.start,
  groups.channel,
  groups.segment,
  mask & {visit} > 0 as has_visit,
  mask & {product_view} > 0 as has_product_view,
  mask & {add_to_cart} > 0 as has_cart,
  mask & {trial_start} > 0 as has_trial,
  mask & {checkout_start} > 0 as has_checkout,
  mask & {purchase} > 0 as has_purchase
from sessions
inner join b2c_groups as groups on groups.code = sessions.code
where mask <> {refund}
