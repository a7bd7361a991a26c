-- one row = one account; its start is the signature, or the begin of onboarding where that is not known
select
  a.*,
  coalesce(a.signed_at, a.onboarding_started_at) as started_at,
  case when a.first_value_at >= coalesce(a.signed_at, a.onboarding_started_at) then
    cast(date_diff('microsecond', coalesce(a.signed_at, a.onboarding_started_at), a.first_value_at) as double)
      / 86400000000
  end as value_days
from accounts as a
