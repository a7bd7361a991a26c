-- One row per session. With a session_id a session is that id, whoever's it is; without one, a person's events with less
-- than 30 minutes between neighbours (30 minutes exactly begin a new session). A session of refunds only is no session.
with
gap as (
  -- events without a session_id, each told whether it opens a session
  select
    user_id,
    ts,
    event,
    channel,
    segment,
    case when ts - lag(ts) over (partition by user_id order by ts) < interval '30' minute then 0 else 1 end as opens
  from events
  where nullif(session_id, '') is null
    and nullif(user_id, '') is not null
),
numbered as (
  -- equal times are peers in the default frame, so they always share a session
  select
    *,
    sum(opens) over (partition by user_id order by ts) as number
  from gap
),
keyed as (
  select
    session_id,
    cast(null as bigint) as number,
    nullif(user_id, '') as user_id,
    ts,
    event,
    channel,
    segment
  from events
  where nullif(session_id, '') is not null
  union all
  select
    cast(null as varchar) as session_id,
    cast(number as bigint) as number,
    user_id,
    ts,
    event,
    channel,
    segment
  from numbered
),
sessions as (
  select
    session_id,
    case when session_id is null then user_id end as owner,
    number,
    arg_min(user_id, (ts, user_id)) as user_id,
    min(ts) as start,
    arg_min(channel, (ts, channel)) as channel,
    arg_min(segment, (ts, segment)) as segment,
    bool_or(event = 'visit') as has_visit,
    bool_or(event = 'product_view') as has_product_view,
    bool_or(event = 'add_to_cart') as has_cart,
    bool_or(event = 'trial_start') as has_trial,
    bool_or(event = 'checkout_start') as has_checkout,
    bool_or(event = 'purchase') as has_purchase
  from keyed
  group by session_id, owner, number
  having bool_or(event <> 'refund')
)
select
  coalesce('id:' || session_id, 'gap:' || owner || '#' || number) as session_key,
  user_id,
  start,
  channel,
  segment,
  has_visit,
  has_product_view,
  has_cart,
  has_trial,
  has_checkout,
  has_purchase
from sessions
