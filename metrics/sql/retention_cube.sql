-- Small exact cube: per cohort day, offset, channel and segment the persons active there (what = 'on'), those whose first
-- day of activity after the start it is ('first') and whose last ('last'); 'size' counts the cohort itself, at offset 0.
with
firsts as (
  select
    person,
    min(day) as start
  from person_days
  where {starts}
  group by person
),
persons as (
  select
    firsts.person,
    firsts.start,
    entities.channel,
    entities.segment
  from firsts
  inner join log_person_entities as entities on entities.name = firsts.person
),
offsets as (
  select
    persons.person,
    persons.start,
    persons.channel,
    persons.segment,
    days.day - persons.start as after
  from person_days as days
  inner join persons on persons.person = days.person
  where {active}
    and days.day >= persons.start
),
ends as (
  select
    person,
    any_value(start) as start,
    any_value(channel) as channel,
    any_value(segment) as segment,
    min(after) filter (where after >= 1) as first,
    max(after) as last
  from offsets
  group by person
),
counted as (
  select 'on' as what, start, after, channel, segment from offsets
  union all
  select 'first' as what, start, first as after, channel, segment from ends where first is not null
  union all
  select 'last' as what, start, last as after, channel, segment from ends
  union all
  select 'size' as what, start, 0 as after, channel, segment from persons
)
select
  what,
  start - date '{base}' as start,
  cast(after as integer) as after,
  channel,
  segment,
  count(*) as persons
from counted
group by what, start, after, channel, segment
order by what, after, start
