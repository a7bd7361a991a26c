-- One row per occurrence, packed: `key` is the entity's number within its chunk, then its moment in ticks since {base}.
-- Sorted, so that each kind is read as one sorted array.
with
occurrences as (
  {occurrences}
)
select
  cast(occurrences.kind as utinyint) as kind,
  entities.chunk,
  cast(entities.number as bigint) * {reach} - epoch_us({base}) // {unit} + epoch_us(occurrences.ts) // {unit} as key
from occurrences
inner join {log}_entities as entities on entities.name = occurrences.key
where occurrences.ts is not null
order by kind, chunk, key
