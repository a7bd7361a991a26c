-- One row per occurrence, packed: `key` is the entity's number within its chunk, then its moment in ticks since {base};
-- channel and segment are codes of the entity's own. Sorted, so that each kind is read as one sorted array.
with
entities as (
  select
    {key} as key,
    channel,
    segment,
    row_number() over () - 1 as number
  from {entities}
),
occurrences as (
  {occurrences}
)
select
  cast(occurrences.kind as utinyint) as kind,
  cast(entities.number // {per_chunk} as integer) as chunk,
  (entities.number % {per_chunk}) * {reach} + (epoch_us(occurrences.ts) - epoch_us({base})) // {unit} as key,
  cast(channels.code as integer) as channel,
  cast(segments.code as integer) as segment
from occurrences
inner join entities on entities.key = occurrences.key
inner join {channels} as channels on channels.name = entities.channel
inner join {segments} as segments on segments.name = entities.segment
where occurrences.ts is not null
order by kind, chunk, key
