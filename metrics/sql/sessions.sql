-- One row per session, its channel and segment those of its first event. A session of refunds only is no session.
select
  session_key,
  min(user_id) as user_id,
  min(ts) as start,
  arg_min(channel, (ts, channel)) as channel,
  arg_min(segment, (ts, segment)) as segment,
  bool_or(event = 'visit') as has_visit,
  bool_or(event = 'product_view') as has_product_view,
  bool_or(event = 'add_to_cart') as has_cart,
  bool_or(event = 'trial_start') as has_trial,
  bool_or(event = 'checkout_start') as has_checkout,
  bool_or(event = 'purchase') as has_purchase
from ({session_events})
group by session_key
having bool_or(event <> 'refund')
