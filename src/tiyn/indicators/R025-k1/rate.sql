-- One row per supplier and year: how many of the lots it was admitted to it lost. By supplier, year.
select m.org as subject, cast(p.year as varchar) as part, concat_ws('/', p.source_id, cast(p.year as varchar)) as peers,
  count(distinct case when w.org is null then c.lid end) as k, count(distinct c.lid) as n
from contest c join procedure p on p.pid = c.pid join offer f on f.lid = c.lid and f.status = 'valid' join member m on m.bid = f.bid
left join (select d.lid, w.org from decision d join winner w on w.award = d.award where d.status = 'active') w on w.lid = c.lid and w.org = m.org
where p.competitive = 1 and p.year is not null and c.awards > 0 and c.open_awards = 0 and c.adrift_awards = 0 and c.valid >= 2
group by m.org, p.year, p.source_id
order by subject, part, peers
