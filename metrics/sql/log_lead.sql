-- What happened to each lead, for B2B funnels: its own moments, those of its deals, and its customers' onboarding.
with
customers as (
  select
    lead_id,
    account_id
  from leads
  union
  select
    lead_id,
    account_id
  from deals
)
select lead_id as key, created_at as ts, {lead} as kind from leads
union all
select lead_id, mql_at, {mql} from leads
union all
select lead_id, sql_at, {sql} from leads
union all
select lead_id, poc_started_at, {poc} from deals
union all
select lead_id, opportunity_at, {opportunity} from deals
union all
select lead_id, closed_at, {won} from deals where status = 'won'
union all
select
  customers.lead_id,
  accounts.onboarding_completed_at,
  {onboarded}
from customers
inner join accounts on accounts.account_id = customers.account_id
