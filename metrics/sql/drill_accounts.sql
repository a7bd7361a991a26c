accounts_of as (
  select account_id, min(channel) as channel, min(segment) as segment
  from accounts
  group by account_id
),
spans as (
  select
    s.account_id,
    coalesce(a.channel, 'Unknown') as channel,
    coalesce(a.segment, 'Unknown') as segment,
    s.mrr,
    s.valid_from <= $last and (s.valid_to is null or s.valid_to > $last) as is_now,
    s.valid_from <= $last - interval {months} month
      and (s.valid_to is null or s.valid_to > $last - interval {months} month) as is_then
  from subscriptions as s
  left join accounts_of as a on a.account_id = s.account_id
),
paying as (
  select
    account_id,
    channel,
    segment,
    coalesce(sum(mrr) filter (where is_then), 0) as mrr_then,
    coalesce(sum(mrr) filter (where is_now), 0) as mrr_now
  from spans
  where {where}
  group by account_id, channel, segment
)
