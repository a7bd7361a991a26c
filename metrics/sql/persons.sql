-- One row per person: when first seen, and the channel and segment of the person's first event (first order for those who
-- are only in orders). {ranks}: a table that was uploaded without the column has no say while another has one.
with
seen as (
  select
    user_id,
    ts,
    channel,
    segment,
    {events_channel} as channel_rank,
    {events_segment} as segment_rank
  from events
  where nullif(user_id, '') is not null
  union all
  select
    user_id,
    ts,
    channel,
    segment,
    1 as channel_rank,
    1 as segment_rank
  from orders
  where nullif(user_id, '') is not null
)
select
  user_id,
  min(ts) as first_seen,
  arg_min(channel, (channel_rank, ts, channel)) as channel,
  arg_min(segment, (segment_rank, ts, segment)) as segment
from seen
group by user_id
