-- What happened in each session, for funnels by session; sessions as in sessions.sql. Of several purchase events of one order in
-- a session the first is the purchase, the others are activity only (kind {repeat}).
with
{gaps},
done as (
  select
    'id:' || session_id as key,
    ts,
    event,
    order_id
  from events
  where session_id <> ''
  union all
  select
    'gap:' || user_id || '#' || number as key,
    ts,
    event,
    order_id
  from numbered
),
bought as (
  select
    key,
    ts,
    case
      when nullif(order_id, '') is null then {purchase}
      when row_number() over (partition by key, order_id order by ts) = 1 then {purchase}
      else {repeat}
    end as kind
  from done
  where event = 'purchase'
)
select
  key,
  ts,
  {kind} as kind
from done
where event <> 'purchase'
union all
select
  key,
  ts,
  kind
from bought
