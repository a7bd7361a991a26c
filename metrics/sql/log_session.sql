-- What happened in each session, for funnels by session; sessions as in sessions.sql.
with
{gaps}
select
  'id:' || session_id as key,
  ts,
  {kind} as kind
from events
where session_id <> ''
union all
select
  'gap:' || user_id || '#' || number as key,
  ts,
  {kind} as kind
from numbered
