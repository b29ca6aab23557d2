-- One row per buyer and year: in how many of its lots a bid was disqualified. By buyer, year.
select p.buyer as subject, cast(p.year as varchar) as part, concat_ws('/', p.source_id, cast(p.year as varchar)) as peers,
  sum(case when c.disqualified > 0 then 1 else 0 end) as k, count(*) as n
from contest c join procedure p on p.pid = c.pid
where p.buyer is not null and p.year is not null and p.competitive = 1 and c.bids > 0 and c.adrift_bids = 0 and c.unclear = 0
group by p.buyer, p.year, p.source_id
order by subject, part, peers
