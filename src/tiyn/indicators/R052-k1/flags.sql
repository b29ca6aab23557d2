-- One row per buyer and supplier with two contracts or more: how many times the largest direct one within a year exceeds the first. By buyer, supplier.
with pair as (
  select buyer, supplier, count(*) as n, count(case when amount > 0 and signed_day is not null then 1 end) as usable, count(distinct currency) as currencies, min(signed_day) as first_day
  from deal where standing = 1 and buyer is not null and supplier is not null group by buyer, supplier having count(*) > 1
),
first as (
  select p.buyer, p.supplier, max(d.amount) as amount from pair p join deal d on d.buyer = p.buyer and d.supplier = p.supplier and d.signed_day = p.first_day and d.standing = 1 and d.amount > 0 group by p.buyer, p.supplier
),
later as (
  select p.buyer, p.supplier, max(d.amount) as amount from pair p join deal d on d.buyer = p.buyer and d.supplier = p.supplier and d.standing = 1 and d.direct = 1
    and d.signed_day > p.first_day and d.signed_day <= p.first_day + $window group by p.buyer, p.supplier
)
select p.buyer as subject, cast(p.supplier as varchar) as part,
  case when p.usable < p.n then 'not_computable' when p.currencies > 1 then 'not_computable' when f.amount is null then 'not_computable'
    when ppm(coalesce(l.amount, 0), f.amount) >= $times then 'flag' else 'no_flag' end as state,
  case when p.usable < p.n then 'no_amount' when p.currencies > 1 then 'currency_mismatch' when f.amount is null then 'no_amount' end as reason,
  ppm(coalesce(l.amount, 0), f.amount) as value, $times as threshold, p.n
from pair p left join first f on f.buyer = p.buyer and f.supplier = p.supplier left join later l on l.buyer = p.buyer and l.supplier = p.supplier
order by subject, part
