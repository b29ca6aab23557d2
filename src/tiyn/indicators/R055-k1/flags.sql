-- One row per buyer, supplier and year: their direct contracts below the threshold. By buyer, supplier, year.
with
line as (
  select d.cid, t.number * m.number * 100 as line, least(t.verified, m.verified) as verified, v.number as rate, v.verified as rate_verified from deal d
  join law t on t.key = 'direct_small' and t.country = d.country and d.signed_day between t.from_day and t.to_day
  join law m on m.key = 'mci' and m.country = d.country and d.signed_day between m.from_day and m.to_day
  left join law v on v.key = 'vat_rate' and v.country = d.country and d.signed_day between v.from_day and v.to_day
),
net as (
  select d.cid, d.buyer, d.supplier, d.year, d.scheme, left(d.class, 6) as code, d.pure, d.vat, l.line, l.verified, d.signed_day,
    case when d.vat = 'excl' then d.amount when d.vat = 'incl' and l.rate_verified = 1 then d.amount * 100 // (100 + l.rate) end as amount
  from deal d left join line l on l.cid = d.cid where d.standing = 1 and d.direct = 1 and d.buyer is not null and d.year is not null and d.currency = 'KZT'
),
grouped as (
  select buyer, supplier, year, count(*) as contracts, count(line) as lines, count(amount) as summed, min(verified) as verified, max(line) as line,
    sum(case when amount < line then amount else 0 end) as total, sum(case when amount < line then 1 else 0 end) as small,
    sum(case when amount < line and amount * 100 >= line * 95 then 1 else 0 end) as near
  from net where supplier is not null group by buyer, supplier, year
)
select buyer as subject, cast(supplier as varchar) || '/' || cast(year as varchar) as part,
  case when lines < contracts then 'not_computable' when summed < contracts then 'not_computable'
    when not ((small >= $least and total >= line) or near >= $near) then 'no_flag' when verified = 0 then 'suppressed' else 'flag' end as state,
  case when lines < contracts then 'law_param_missing' when summed < contracts then 'vat_mismatch'
    when not ((small >= $least and total >= line) or near >= $near) then null when verified = 0 then 'law_unverified' end as reason,
  total as value, line as threshold, small as n
from grouped
order by subject, part
