-- One row per contract: days its last act came after its end. By contract.
with act as (select cid, max(day) as day, max(days_late) as days_late, count(*) as acts from acceptance where standing = 1 group by cid),
late as (
  select d.cid, d.standing, a.acts, d.end_day, a.day, greatest(coalesce(a.days_late, 0), case when a.day > d.end_day then a.day - d.end_day else 0 end) as days,
    case when d.end_day - coalesce(d.start_day, d.signed_day) > 365 then $long else $short end as most, a.days_late
  from deal d left join act a on a.cid = d.cid
)
select cid as subject,
  case when standing = 0 then 'not_applicable' when acts is null then 'not_computable' when (end_day is null or day is null) and days_late is null then 'not_computable' when days >= most then 'flag' else 'no_flag' end as state,
  case when standing = 0 then 'void' when acts is null then 'no_acts' when (end_day is null or day is null) and days_late is null then 'no_date' end as reason,
  days as value, most as threshold
from late
order by subject
