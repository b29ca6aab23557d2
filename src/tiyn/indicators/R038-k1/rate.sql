-- One row per supplier and year: in how many of the lots it bid for its bids were disqualified. By supplier, year.
select m.org as subject, cast(p.year as varchar) as part, concat_ws('/', p.source_id, cast(p.year as varchar)) as peers,
  count(distinct case when f.status = 'disqualified' then f.lid end) as k, count(distinct f.lid) as n
from offer f join member m on m.bid = f.bid join procedure p on p.pid = f.pid
where f.status in ('valid', 'disqualified') and f.lid is not null and p.competitive = 1 and p.year is not null
group by m.org, p.year, p.source_id
order by subject, part, peers
