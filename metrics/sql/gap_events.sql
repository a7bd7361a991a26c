-- The events without a session_id, persons by number, channel and segment by their pair's number.
select
  persons.person,
  events.ts,
  cast({events_code} as integer) as code,
  cast({kind} as utinyint) as kind
from events
inner join persons on persons.user_id = events.user_id
{events_groups}
where coalesce(events.session_id, '') = ''
