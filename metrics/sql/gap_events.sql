-- The events without a session_id, persons by number, channel and segment by their pair's number.
select
  persons.person,
  events.ts,
  cast(groups.code as integer) as code,
  cast({kind} as utinyint) as kind
from events
inner join persons on persons.user_id = events.user_id
inner join b2c_groups as groups on groups.channel = events.channel and groups.segment = events.segment
where coalesce(events.session_id, '') = ''
