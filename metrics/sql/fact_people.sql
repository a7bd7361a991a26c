-- one row = one person: what a first-time buyer or trial did afterwards; persons by number (template: {as_of}, {viral}, {days})
with buyers as (
  select
    user_id,
    person,
    channel,
    segment,
    first_trial,
    first_purchase,
    next_purchase,
    first_referral_after,
    cast(first_purchase as date) as day_0
  from people
),
activity as (
  select
    b.person,
    {retained}
  from buyers as b
  join person_days as a on a.person = b.person and a.day > b.day_0
  group by b.person
),
referral as (
  select
    b.user_id,
    count(*) as referrals
  from buyers as b
  join events as e on e.user_id = b.user_id and e.event = 'referral'
  where e.ts > b.first_purchase and e.ts <= b.first_purchase + {viral}
  group by b.user_id
),
money as (
  select
    b.user_id,
    sum(p.amount - coalesce(p.refunded, 0)) as net_year
  from buyers as b
  join purchases as p on p.user_id = b.user_id
  where p.ts <= b.first_purchase + interval 12 month
  group by b.user_id
)
select
  b.user_id,
  b.channel,
  b.segment,
  b.first_trial,
  b.first_purchase,
  b.next_purchase,
  b.first_referral_after as next_referral,
  coalesce(r.referrals, 0) as referrals,
  coalesce(m.net_year, 0) as net_year,
  b.first_purchase + interval 12 month <= {as_of} as year_old,
  {flags}
from buyers as b
left join activity as a on a.person = b.person
left join referral as r on r.user_id = b.user_id
left join money as m on m.user_id = b.user_id
