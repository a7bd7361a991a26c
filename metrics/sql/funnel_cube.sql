-- Distinct entities of any range of entry days, summed: an entity-day counts with the entity's previous such day, so those in
-- [a, b] are the sum over day between a and b and prev < a. `first_open`: the entity's first entry day whose window has
-- not passed at as_of; those with first_open > b have nothing open in the range.
select
  step,
  day,
  prev,
  first_open,
  channel,
  segment,
  cast(sum(entities) as bigint) as entities
from {days}
group by step, day, prev, first_open, channel, segment
order by step, day, prev
