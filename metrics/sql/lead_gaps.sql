-- What the B2B funnel cannot place: deals of no known lead, and won deals without a day on which they were won.
select
  count(*) filter (where leads.lead_id is null) as no_lead,
  count(*) filter (where leads.lead_id is not null and deals.status = 'won' and deals.closed_at is null) as no_day
from deals
left join (select distinct lead_id from leads) as leads on leads.lead_id = deals.lead_id
