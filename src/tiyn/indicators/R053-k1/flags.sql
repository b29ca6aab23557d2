-- One row per tenderer, rival and source year with enough lots in common: the rival's share of those one of the two won. By tenderer, rival.
with bidder as (
  select distinct c.lid, p.year, m.org, case when exists (select 1 from decision d join winner w on w.award = d.award where d.lid = c.lid and d.status = 'active' and w.org = m.org) then 1 else 0 end as won
  from contest c join procedure p on p.pid = c.pid join offer f on f.lid = c.lid and f.status in ('valid', 'disqualified', 'pending') join member m on m.bid = f.bid
  where c.awards > 0 and c.open_awards = 0 and c.submitted between 2 and 20 and p.competitive = 1 and p.year is not null
),
met as (
  select a.org, b.org as rival, a.year, count(*) as together, sum(case when a.won + b.won = 1 then 1 else 0 end) as decided, sum(case when b.won = 1 and a.won = 0 then 1 else 0 end) as lost
  from bidder a join bidder b on b.lid = a.lid and b.org <> a.org group by a.org, b.org, a.year having count(*) >= $least_n
)
select m.org as subject, cast(m.year as varchar) || '/' || o.id as part,
  case when decided < $least_n then 'not_computable' when ppm(lost, decided) >= $least then 'flag' else 'no_flag' end as state,
  case when decided < $least_n then 'n_below_min' end as reason, ppm(lost, decided) as value, $least as threshold, decided as n
from met m join org o on o.org = m.rival
order by subject, part
