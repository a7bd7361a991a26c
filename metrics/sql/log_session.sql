-- What happened in each session, for funnels by session.
select
  session_key as key,
  ts,
  {kind} as kind
from ({session_events})
