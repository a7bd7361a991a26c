-- What each person did, for funnels by person and retention. A refund may have found its person through its order. Of several
-- purchase events of one order the first is the purchase (its kind), the others are activity only (kind {repeat}).
select
  user_id as key,
  ts,
  {kind} as kind
from events
where event <> 'purchase'
  and event <> 'refund'
union all
select
  user_id,
  ts,
  {refund}
from refunds
union all
select
  user_id,
  ts,
  case
    when nullif(order_id, '') is null then {purchase}
    when row_number() over (partition by user_id, order_id order by ts) = 1 then {purchase}
    else {repeat}
  end
from events
where event = 'purchase'
union all
select
  user_id,
  ts,
  {order}
from orders
