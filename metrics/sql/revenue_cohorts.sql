-- Monthly cohorts of accounts: still paying, and how much, k months after each account's own first paid day.
with spans as (
  select subscriptions.account_id, valid_from, coalesce(valid_to, date '9999-12-31') as valid_to, mrr
  from subscriptions
  left join (
    select account_id, min(channel) as channel, min(segment) as segment from accounts group by account_id
  ) as known on known.account_id = subscriptions.account_id
  where (valid_to is null or valid_to > valid_from)
    and valid_from <= $last
    and ($channel::varchar is null or coalesce(known.channel, 'Unknown') = $channel)
    and ($segment::varchar is null or coalesce(known.segment, 'Unknown') = $segment)
),
steps as (
  select account_id, day, sum(step) as step
  from (
    select account_id, valid_from as day, mrr as step from spans
    union all
    select account_id, valid_to, -mrr from spans
  )
  group by account_id, day
),
levels as (
  select account_id, day, sum(step) over (partition by account_id order by day) as mrr
  from steps
),
firsts as (
  select account_id, min(day) as first
  from levels
  where mrr > 0 and day <= $last
  group by account_id
),
offsets as (
  select
    account_id,
    first,
    cast(date_trunc('month', first) as date) as start,
    unnest(generate_series(0, datediff('month', first, $last::date) + 1)) as month
  from firsts
),
dues as (
  select account_id, start, month, first, cast(first + to_months(cast(month as integer)) as date) as due
  from offsets
),
seen as (
  select
    dues.account_id,
    dues.start,
    dues.month,
    sum(spans.mrr) filter (where spans.valid_from <= dues.first and spans.valid_to > dues.first) as base_mrr,
    coalesce(sum(spans.mrr) filter (where spans.valid_from <= dues.due and spans.valid_to > dues.due), 0) as mrr
  from dues
  join spans on spans.account_id = dues.account_id
  where dues.due <= $last
  group by dues.account_id, dues.start, dues.month
),
sizes as (
  select cast(date_trunc('month', first) as date) as start, count(*) as size
  from firsts
  group by 1
)
select
  seen.start,
  sizes.size,
  cast(seen.month as integer) as month,
  count(*) as eligible,
  count(*) filter (where seen.mrr > 0) as kept,
  sum(seen.base_mrr) as base_mrr,
  sum(seen.mrr) as mrr
from seen
join sizes on sizes.start = seen.start
group by seen.start, sizes.size, seen.month
order by seen.start, seen.month
