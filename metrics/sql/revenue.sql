-- Monthly revenue as daily changes: the value of a measure on day X is the sum of its deltas up to X.
-- "Then" is X minus {months} calendar months. A change on day v is in "then" from the first X with X minus m months >= v:
-- that is v plus m months, or one day later where the shorter month swallowed v (31 March, 29 February).
with spans as (
  select account_id, valid_from, valid_to, mrr
  from subscriptions
  where valid_to is null or valid_to > valid_from
),
steps as (
  select account_id, valid_from as day, mrr as step from spans
  union all
  select account_id, valid_to, -mrr from spans where valid_to is not null
),
changes as (
  select account_id, day, sum(step) as step
  from steps
  group by account_id, day
  having sum(step) <> 0
),
forms as (
  select unnest([{months}]) as months
),
later as (
  select
    account_id,
    months,
    step,
    day,
    cast(day + to_months(months) as date) as landing
  from changes
  cross join forms
),
moved as (
  select account_id, months, day, step as now_step, 0 as then_step
  from later
  union all
  select
    account_id,
    months,
    case when cast(landing - to_months(months) as date) >= day then landing else landing + 1 end,
    0,
    step
  from later
),
daily as (
  select account_id, months, day, sum(now_step) as now_step, sum(then_step) as then_step
  from moved
  group by account_id, months, day
),
states as (
  select
    account_id,
    months,
    day,
    sum(now_step) over history as now_mrr,
    sum(then_step) over history as then_mrr
  from daily
  window history as (partition by account_id, months order by day)
),
measured as (
  select
    account_id,
    months,
    day,
    case when months = {any} then now_mrr else 0 end as mrr,
    case when months = {any} and now_mrr > 0 then 1 else 0 end as active_accounts,
    case when then_mrr > 0 then then_mrr else 0 end as then_mrr,
    case when then_mrr > 0 then now_mrr else 0 end as now_mrr,
    case when then_mrr > 0 then least(now_mrr, then_mrr) else 0 end as grr_mrr,
    case when then_mrr > 0 then 1 else 0 end as then_logos,
    case when then_mrr > 0 and now_mrr > 0 then 1 else 0 end as kept_logos,
    case when then_mrr > 0 and now_mrr > then_mrr then 1 else 0 end as upsold_logos,
    case when then_mrr > 0 and now_mrr > then_mrr then now_mrr - then_mrr else 0 end as expansion,
    case when then_mrr > 0 and now_mrr > 0 and now_mrr < then_mrr then then_mrr - now_mrr else 0 end as contraction,
    case when then_mrr > 0 and now_mrr <= 0 then then_mrr - now_mrr else 0 end as churned,
    case when then_mrr <= 0 and now_mrr > 0 then now_mrr - then_mrr else 0 end as added
  from states
),
long as (
  select account_id, months, day, part.name as name, cast(part.amount as decimal(38, 2)) as amount
  from (
    select
      account_id,
      months,
      day,
      unnest([
        {{'name': 'mrr', 'amount': cast(mrr as decimal(38, 2))}},
        {{'name': 'active_accounts', 'amount': active_accounts}},
        {{'name': 'then_mrr', 'amount': then_mrr}},
        {{'name': 'now_mrr', 'amount': now_mrr}},
        {{'name': 'grr_mrr', 'amount': grr_mrr}},
        {{'name': 'then_logos', 'amount': then_logos}},
        {{'name': 'kept_logos', 'amount': kept_logos}},
        {{'name': 'upsold_logos', 'amount': upsold_logos}},
        {{'name': 'expansion', 'amount': expansion}},
        {{'name': 'contraction', 'amount': contraction}},
        {{'name': 'churned', 'amount': churned}},
        {{'name': 'added', 'amount': added}}
      ]) as part
    from measured
  )
),
deltas as (
  select
    account_id,
    day,
    case when name in ('mrr', 'active_accounts') then name else name || '_' || months end as measure,
    amount - coalesce(lag(amount) over (partition by account_id, months, name order by day), 0) as delta
  from long
),
people as (
  select account_id, min(channel) as channel, min(segment) as segment
  from accounts
  group by account_id
)
select
  deltas.day,
  coalesce(people.channel, 'Unknown') as channel,
  coalesce(people.segment, 'Unknown') as segment,
  deltas.measure,
  cast(sum(deltas.delta) as decimal(38, 2)) as delta
from deltas
left join people on people.account_id = deltas.account_id
where deltas.delta <> 0
group by 1, 2, 3, 4
having sum(deltas.delta) <> 0
order by 4, 1, 2, 3
