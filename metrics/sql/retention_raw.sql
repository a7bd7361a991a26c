-- Straight from events and orders: per start day and day N the persons retained; N is NULL in the row of the cohort's size.
with
activity as (
  select
    user_id,
    cast(ts as date) as day,
    false as buys
  from events
  where event <> 'refund'
    and nullif(user_id, '') is not null
  union all
  select
    user_id,
    cast(ts as date) as day,
    false as buys
  from refunds
  where user_id is not null
  union all
  select
    user_id,
    cast(ts as date) as day,
    true as buys
  from purchases
  where user_id is not null
),
starts as (
  select
    activity.user_id,
    min(activity.day) as start
  from activity
  inner join persons on persons.user_id = activity.user_id
  where {starts}
    and {filter}
  group by activity.user_id
  having min(activity.day) between $first and $last
),
offsets as (
  select
    starts.user_id,
    starts.start,
    activity.day - starts.start as after
  from activity
  inner join starts on starts.user_id = activity.user_id
  where {active}
),
wanted as (
  select unnest(cast($days as integer[])) as day
)
select
  start,
  null as day,
  count(*) as persons
from starts
group by start
union all
select
  offsets.start,
  wanted.day,
  count(distinct offsets.user_id) as persons
from offsets
inner join wanted on {retained}
group by offsets.start, wanted.day
