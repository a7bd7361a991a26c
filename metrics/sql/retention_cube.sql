-- Small exact cube: per cohort day, offset, channel and segment the persons active there (what = 'on'), those whose first
-- day of activity after the start it is ('first') and whose last ('last'); 'size' counts the cohort itself, at offset 0.
with
days as (
  -- a person's day with any activity, and what of it matters here
  select
    chunk,
    key // {reach} as person,
    (key % {reach}) // {day} as day,
    any_value(channel) as channel,
    any_value(segment) as segment,
    bool_or({starts}) as starts,
    bool_or({active}) as active
  from {log}
  group by chunk, key // {reach}, (key % {reach}) // {day}
),
persons as (
  select
    chunk,
    person,
    min(day) as start
  from days
  where starts
  group by chunk, person
),
offsets as (
  select
    days.chunk,
    days.person,
    days.channel,
    days.segment,
    persons.start,
    days.day - persons.start as after
  from days
  inner join persons on persons.chunk = days.chunk and persons.person = days.person
  where days.active
    and days.day >= persons.start
),
ends as (
  select
    start,
    channel,
    segment,
    min(after) filter (where after >= 1) as first,
    max(after) as last
  from offsets
  group by chunk, person, start, channel, segment
),
counted as (
  select 'on' as what, start, after, channel, segment from offsets
  union all
  select 'first' as what, start, first as after, channel, segment from ends where first is not null
  union all
  select 'last' as what, start, last as after, channel, segment from ends
  union all
  select 'size' as what, days.day as start, 0 as after, days.channel, days.segment
  from days
  inner join persons on persons.chunk = days.chunk and persons.person = days.person and persons.start = days.day
)
select
  what,
  cast(start as integer) as start,
  cast(after as integer) as after,
  channel,
  segment,
  count(*) as persons
from counted
group by what, start, after, channel, segment
order by what, after, start
