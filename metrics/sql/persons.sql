-- One row per person: a number (dense, from 0, in order of the ids, so that kept tables of another start agree), when first
-- seen, and the channel and segment of the person's first event, or first order for those who are only in orders. Where one of the two tables came without the column, the other one tells it.
with
of_events as (
  select
    user_id,
    min({packed} + {events_code}) as packed
  from events
  {events_groups}
  where user_id <> ''
  group by user_id
),
of_orders as (
  select
    user_id,
    min({packed} + {orders_code}) as packed
  from orders
  {orders_groups}
  where user_id <> ''
  group by user_id
),
everyone as (
  select
    coalesce(of_events.user_id, of_orders.user_id) as user_id,
    case
      when of_orders.packed < of_events.packed then of_orders.packed
      else coalesce(of_events.packed, of_orders.packed)
    end as packed,
    coalesce({channel}) % {groups} as channel_code,
    coalesce({segment}) % {groups} as segment_code
  from of_events
  full join of_orders on of_orders.user_id = of_events.user_id
)
select
  everyone.user_id,
  cast(row_number() over (order by everyone.user_id) - 1 as integer) as person,
  {moment} as first_seen,
  channels.channel,
  segments.segment
from everyone
inner join b2c_groups as channels on channels.code = everyone.channel_code
inner join b2c_groups as segments on segments.code = everyone.segment_code
