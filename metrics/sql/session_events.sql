-- One row per event that belongs to a session: with a session_id that id, whoever's it is; without one, a person's events
-- with less than 30 minutes between neighbours (30 minutes exactly begin a new session).
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
)
select
  'id:' || session_id as session_key,
  nullif(user_id, '') as user_id,
  ts,
  event,
  channel,
  segment
from events
where nullif(session_id, '') is not null
union all
select
  'gap:' || user_id || '#' || number as session_key,
  user_id,
  ts,
  event,
  channel,
  segment
from numbered
