-- One row per thing a person did, persons by number. A refund may have found its person through its order. Of several purchase
-- events of one order the first is the purchase (its kind), the others are activity only (kind {repeat}).
with
bought as (
  select
    user_id,
    ts,
    case
      when nullif(order_id, '') is null then {purchase}
      when row_number() over (partition by user_id, order_id order by ts) = 1 then {purchase}
      else {repeat}
    end as kind
  from events
  where event = 'purchase'
)
select
  persons.person,
  events.ts,
  cast({kind} as utinyint) as kind
from events
inner join persons on persons.user_id = events.user_id
where events.event <> 'purchase'
  and events.event <> 'refund'
union all
select
  persons.person,
  bought.ts,
  cast(bought.kind as utinyint)
from bought
inner join persons on persons.user_id = bought.user_id
union all
select
  persons.person,
  refunds.ts,
  cast({refund} as utinyint)
from refunds
inner join persons on persons.user_id = refunds.user_id
union all
select
  persons.person,
  orders.ts,
  cast({order} as utinyint)
from orders
inner join persons on persons.user_id = orders.user_id
