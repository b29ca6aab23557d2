-- One row per contract: how many failed procedures may stand behind a single source after failure. By contract.
with failed as (
  select l.lid, l.pid, l.plan_root, l.class, l.planned, l.currency, p.buyer, p.ocid, coalesce(p.announced_day, p.start_day) as day
  from piece l join procedure p on p.pid = l.pid where l.status = 'unsuccessful' or p.status = 'unsuccessful'
),
covered as (select source_id, min(coalesce(announced_day, start_day)) as first_day from procedure group by source_id),
sought as (
  select d.cid, d.pid, d.lid, d.buyer, d.class, d.amount, d.currency, d.signed_day, d.source_id, p.previous, l.plan_root
  from deal d join procedure p on p.pid = d.pid left join piece l on l.lid = d.lid where d.way = '6' and d.standing = 1
),
found as (
  select s.cid, count(*) as candidates from sought s join failed f on
    f.ocid = s.previous or (f.plan_root is not null and f.plan_root = s.plan_root)
    or (f.buyer = s.buyer and f.class is not null and s.class is not null and left(f.class, 6) = left(s.class, 6) and f.currency = s.currency
      and ppm(abs(f.planned - s.amount), s.amount) <= $near and f.day between s.signed_day - $window and s.signed_day)
  group by s.cid
)
select d.cid as subject,
  case when d.standing = 0 then 'not_applicable' when d.way is null then 'not_computable' when d.way <> '6' then 'not_applicable' when f.candidates > 0 then 'no_flag'
    when d.signed_day is null then 'not_computable' when v.first_day is null or v.first_day > d.signed_day - $window then 'not_computable' when d.class is null and s.previous is null and s.plan_root is null then 'not_computable' else 'flag' end as state,
  case when d.standing = 0 then 'void' when d.way is null then 'no_method' when d.way <> '6' then 'other_method' when f.candidates > 0 then null
    when d.signed_day is null then 'no_date' when v.first_day is null or v.first_day > d.signed_day - $window then 'coverage_below_limit' when d.class is null and s.previous is null and s.plan_root is null then 'no_code' end as reason,
  coalesce(f.candidates, 0) as value, 1 as threshold
from deal d left join sought s on s.cid = d.cid left join found f on f.cid = d.cid left join covered v on v.source_id = d.source_id
order by subject
