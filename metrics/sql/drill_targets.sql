targets_in as (
  select
    amount,
    period_start = $first and period_end = $last as is_whole,
    case when segment = 'Unknown' then 0 else 1 end + case when coalesce(owner, '') = '' then 0 else 2 end as kind
  from targets
  where side = 'b2b'
    and period_start >= $first
    and period_end <= $last
    and period_start <= period_end
    and {where}
),
targets_used as (
  select *
  from targets_in
  where is_whole = (select bool_or(is_whole) from targets_in)
)
