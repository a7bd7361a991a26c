-- Nobody's days, for data without events and orders; otherwise person_log.py makes them.
select
  cast(null as integer) as person,
  cast(null as date) as day,
  cast(null as boolean) as bought
where false
