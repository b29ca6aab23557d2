-- One row per buyer and year: how many of its finished lots failed. By buyer, year.
select p.buyer as subject, cast(p.year as varchar) as part, concat_ws('/', p.source_id, cast(p.year as varchar)) as peers,
  sum(case when l.status = 'unsuccessful' then 1 else 0 end) as k, count(*) as n
from piece l join procedure p on p.pid = l.pid
where p.buyer is not null and p.year is not null and p.competitive = 1 and l.status in ('unsuccessful', 'complete')
group by p.buyer, p.year, p.source_id
order by subject, part, peers
