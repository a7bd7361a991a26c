-- The pairs of channel and segment that occur, numbered by name, so that the smallest code of a moment decides every tie alike.
select
  channel,
  segment,
  row_number() over (order by channel, segment) - 1 as code
from (
  select channel, segment from events
  union
  select channel, segment from orders
)
