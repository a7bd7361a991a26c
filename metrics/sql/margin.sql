-- One row per cohort day, days since the first purchase, channel and segment of the buyer: what they paid, net of refunds.
-- Buyers are counted once, at day 0 of their cohort.
with buyers as (
  select user_id, channel, segment, cast(first_purchase as date) as cohort_day
  from people
  where first_purchase is not null
),
spent as (
  select
    buyers.cohort_day,
    datediff('day', buyers.cohort_day, cast(purchases.ts as date)) as day_offset,
    buyers.channel,
    buyers.segment,
    sum(coalesce(purchases.amount, 0) - coalesce(purchases.refunded, 0)) as net
  from purchases
  join buyers on buyers.user_id = purchases.user_id
  group by 1, 2, 3, 4
),
counted as (
  select cohort_day, channel, segment, count(*) as buyers
  from buyers
  group by 1, 2, 3
)
select
  spent.cohort_day,
  cast(spent.day_offset as integer) as day_offset,
  spent.channel,
  spent.segment,
  cast(spent.net as decimal(38, 2)) as net,
  case when spent.day_offset = 0 then counted.buyers else 0 end as buyers
from spent
join counted
  on counted.cohort_day = spent.cohort_day
  and counted.channel = spent.channel
  and counted.segment = spent.segment
order by 1, 2, 3, 4
