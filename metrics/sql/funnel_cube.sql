-- Distinct entities of any range of entry days, summed: an entity-day counts with the entity's previous such day, so those in
-- [a, b] are the sum over day between a and b and prev < a. Summed ahead for each way of splitting, so that a question reads
-- no more rows than it needs: split 0 is everyone, 1 by channel, 2 by segment, 3 by both.
with
splits as (
  select 0 as split, step, day, prev, 0 as channel, 0 as segment, entities from {parts}
  union all
  select 1 as split, step, day, prev, channel, 0 as segment, entities from {parts}
  union all
  select 2 as split, step, day, prev, 0 as channel, segment, entities from {parts}
  union all
  select 3 as split, step, day, prev, channel, segment, entities from {parts}
)
select
  cast(split as tinyint) as split,
  step,
  day,
  prev,
  channel,
  segment,
  cast(sum(entities) as integer) as entities
from splits
group by split, step, day, prev, channel, segment
order by split, step, case when prev < 0 then 31 else floor(log2(day - prev)) end, day
