-- The pairs of channel and segment that occur, numbered by name, so that the smallest code of a moment decides every tie alike:
-- the channel's number × all segments + the segment's.
with
pairs as (
  select channel, segment from events
  union
  select channel, segment from orders
)
select
  channel,
  segment,
  (dense_rank() over (order by channel) - 1) * (select count(distinct segment) from pairs)
    + dense_rank() over (order by segment) - 1 as code
from pairs
