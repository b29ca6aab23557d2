-- One row per supplier and year: distinct divisions among its coded contracts. By supplier, year.
with coded as (
  select supplier, year, source_id, count(*) as n, count(distinct left(class, 2)) as divisions from deal where standing = 1 and supplier is not null and year is not null and class is not null group by supplier, year, source_id
),
placed as (
  select *, concat_ws('/', source_id, cast(year as varchar), case when n < 40 then '20-39' when n < 80 then '40-79' when n < 160 then '80-159' else '160+' end) as peers from coded
)
select p.supplier as subject, cast(p.year as varchar) as part,
  case when p.n < $least_n then 'not_computable' when r.n is null or r.n < $least_peers then 'not_computable' when r.q1 = r.q3 and r.q3 = r.q95 then 'not_computable' when p.divisions * 1000 > r.q95 then 'flag' else 'no_flag' end as state,
  case when p.n < $least_n then 'n_below_min' when r.n is null or r.n < $least_peers then 'too_few_peers' when r.q1 = r.q3 and r.q3 = r.q95 then 'zero_spread' end as reason,
  p.divisions as value, r.q95 // 1000 as threshold, p.peers, r.n
from placed p left join reference_rows r on r.peers = p.peers
order by subject, part
