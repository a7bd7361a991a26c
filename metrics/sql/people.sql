-- One row per person with the moments the person KPIs are made of.
with
firsts as (
  select
    user_id,
    min(ts) as first_purchase
  from purchases
  where user_id is not null
  group by user_id
),
nexts as (
  select
    purchases.user_id,
    min(purchases.ts) as next_purchase
  from purchases
  inner join firsts on firsts.user_id = purchases.user_id
  where purchases.ts > firsts.first_purchase
  group by purchases.user_id
),
trials as (
  select
    user_id,
    min(ts) as first_trial
  from events
  where event = 'trial_start'
  group by user_id
),
referrals as (
  select
    events.user_id,
    min(events.ts) as first_referral_after
  from events
  inner join firsts on firsts.user_id = events.user_id
  where events.event = 'referral'
    and events.ts > firsts.first_purchase
  group by events.user_id
)
select
  persons.user_id,
  persons.person,
  persons.channel,
  persons.segment,
  persons.first_seen,
  firsts.first_purchase,
  nexts.next_purchase,
  trials.first_trial,
  referrals.first_referral_after
from persons
left join firsts on firsts.user_id = persons.user_id
left join nexts on nexts.user_id = persons.user_id
left join trials on trials.user_id = persons.user_id
left join referrals on referrals.user_id = persons.user_id
