-- One row per occurrence, packed: `key` is the entity's number within its chunk, then its moment in ticks since {base};
-- channel and segment are codes of the entity's own. Sorted, so that each kind is read as one sorted array.
with
entities as (
  select
    entities.{key} as key,
    row_number() over () - 1 as number,
    channels.code as channel,
    segments.code as segment
  from {entities} as entities
  inner join {channels} as channels on channels.name = entities.channel
  inner join {segments} as segments on segments.name = entities.segment
),
packed as (
  select
    key,
    cast(number // {per_chunk} as integer) as chunk,
    (number % {per_chunk}) * {reach} - epoch_us({base}) // {unit} as start,
    cast(channel as integer) as channel,
    cast(segment as integer) as segment
  from entities
),
occurrences as (
  {occurrences}
)
select
  cast(occurrences.kind as utinyint) as kind,
  packed.chunk,
  packed.start + epoch_us(occurrences.ts) // {unit} as key,
  packed.channel,
  packed.segment
from occurrences
inner join packed on packed.key = occurrences.key
where occurrences.ts is not null
order by kind, chunk, key
