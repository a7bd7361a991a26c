gap as (
  -- events without a session_id, each told whether it opens a session
  select
    user_id,
    ts,
    event,
    order_id,
    channel,
    segment,
    case when ts - lag(ts) over (partition by user_id order by ts) < interval '30' minute then 0 else 1 end as opens
  from events
  where coalesce(session_id, '') = ''
    and user_id <> ''
),
numbered as (
  -- equal times are peers in the default frame, so they always share a session
  select
    user_id,
    ts,
    event,
    order_id,
    channel,
    segment,
    cast(sum(opens) over (partition by user_id order by ts) as bigint) as number
  from gap
)
