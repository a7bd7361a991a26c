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
stepped as (
  select
    account_id,
    months,
    day,
    mrr - lag(mrr, 1, 0) over history as mrr,
    active_accounts - lag(active_accounts, 1, 0) over history as active_accounts,
    then_mrr - lag(then_mrr, 1, 0) over history as then_mrr,
    now_mrr - lag(now_mrr, 1, 0) over history as now_mrr,
    grr_mrr - lag(grr_mrr, 1, 0) over history as grr_mrr,
    then_logos - lag(then_logos, 1, 0) over history as then_logos,
    kept_logos - lag(kept_logos, 1, 0) over history as kept_logos,
    upsold_logos - lag(upsold_logos, 1, 0) over history as upsold_logos,
    expansion - lag(expansion, 1, 0) over history as expansion,
    contraction - lag(contraction, 1, 0) over history as contraction,
    churned - lag(churned, 1, 0) over history as churned,
    added - lag(added, 1, 0) over history as added
  from measured
  window history as (partition by account_id, months order by day)
),
people as (
  select account_id, min(channel) as channel, min(segment) as segment
  from accounts
  group by account_id
),
summed as (
  select
    stepped.day,
    stepped.months,
    coalesce(people.channel, 'Unknown') as channel,
    coalesce(people.segment, 'Unknown') as segment,
    sum(stepped.mrr) as mrr,
    sum(stepped.active_accounts) as active_accounts,
    sum(stepped.then_mrr) as then_mrr,
    sum(stepped.now_mrr) as now_mrr,
    sum(stepped.grr_mrr) as grr_mrr,
    sum(stepped.then_logos) as then_logos,
    sum(stepped.kept_logos) as kept_logos,
    sum(stepped.upsold_logos) as upsold_logos,
    sum(stepped.expansion) as expansion,
    sum(stepped.contraction) as contraction,
    sum(stepped.churned) as churned,
    sum(stepped.added) as added
  from stepped
  left join people on people.account_id = stepped.account_id
  group by 1, 2, 3, 4
),
long as (
  select
    day,
    months,
    channel,
    segment,
    unnest([
      {{'name': 'mrr', 'delta': cast(mrr as decimal(38, 2))}},
      {{'name': 'active_accounts', 'delta': cast(active_accounts as decimal(38, 2))}},
      {{'name': 'then_mrr', 'delta': cast(then_mrr as decimal(38, 2))}},
      {{'name': 'now_mrr', 'delta': cast(now_mrr as decimal(38, 2))}},
      {{'name': 'grr_mrr', 'delta': cast(grr_mrr as decimal(38, 2))}},
      {{'name': 'then_logos', 'delta': cast(then_logos as decimal(38, 2))}},
      {{'name': 'kept_logos', 'delta': cast(kept_logos as decimal(38, 2))}},
      {{'name': 'upsold_logos', 'delta': cast(upsold_logos as decimal(38, 2))}},
      {{'name': 'expansion', 'delta': cast(expansion as decimal(38, 2))}},
      {{'name': 'contraction', 'delta': cast(contraction as decimal(38, 2))}},
      {{'name': 'churned', 'delta': cast(churned as decimal(38, 2))}},
      {{'name': 'added', 'delta': cast(added as decimal(38, 2))}}
    ]) as part
  from summed
)
select
  day,
  channel,
  segment,
  case when part.name in ('mrr', 'active_accounts') then part.name else part.name || '_' || months end as measure,
  part.delta as delta
from long
where part.delta <> 0
  and day < date '9998-01-01' -- an end in 9999 means none, and a year after it is no date elsewhere
order by 4, 1, 2, 3
