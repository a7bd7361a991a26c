-- One row per visit of a deal to a stage: consecutive rows that repeat a stage are one visit, from the first of them.
-- Entries at the same moment (dates without times) are put in the order in which deals usually meet the stages.
with firsts as (
  select deal_id, stage, min(entered_at) as entered_at
  from stage_changes
  group by deal_id, stage
),
places as (
  select deal_id, stage, rank() over (partition by deal_id order by entered_at) as place
  from firsts
),
stages as (
  select stage, avg(place) as position
  from places
  group by stage
),
entries as (
  select
    changes.deal_id,
    changes.stage,
    changes.entered_at,
    stages.position,
    lag(changes.stage) over entered as stage_before
  from stage_changes as changes
  join stages on stages.stage = changes.stage
  window entered as (partition by changes.deal_id order by changes.entered_at, stages.position, changes.stage)
),
visits as (
  select
    deal_id,
    stage,
    position,
    entered_at,
    lead(entered_at) over entered as next_at
  from entries
  where stage_before is distinct from stage
  window entered as (partition by deal_id order by entered_at, position, stage)
),
known as (
  select deal_id, min(status) as status, min(closed_at) as closed_at
  from deals
  group by deal_id
)
select
  visits.deal_id,
  visits.stage,
  visits.position,
  visits.entered_at,
  coalesce(visits.next_at, case when known.status <> 'open' then known.closed_at end) as left_at,
  visits.next_at is null as is_last,
  known.status
from visits
left join known on known.deal_id = visits.deal_id
