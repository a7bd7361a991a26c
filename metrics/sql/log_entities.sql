-- One row per entity of a log: its place (chunk, and number within the chunk), and the codes of its channel and segment.
with numbered as (
  select
    {key} as name,
    channel,
    segment,
    {number} as number
  from {entities}
)
select
  numbered.name,
  cast(numbered.number // {per_chunk} as integer) as chunk,
  cast(numbered.number % {per_chunk} as integer) as number,
  cast(channels.code as integer) as channel,
  cast(segments.code as integer) as segment
from numbered
inner join {channels} as channels on channels.name = numbered.channel
inner join {segments} as segments on segments.name = numbered.segment
order by chunk, number
