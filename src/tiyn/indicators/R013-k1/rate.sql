-- One row per buyer and year: how many of its contracts were made without competition. By buyer, year.
select d.buyer as subject, cast(d.year as varchar) as part, concat_ws('/', d.source_id, cast(d.year as varchar)) as peers,
  sum(case when d.method in ('direct', 'limited') then 1 else 0 end) as k, count(*) as n
from deal d where d.standing = 1 and d.buyer is not null and d.year is not null and d.method is not null
group by d.buyer, d.year, d.source_id
order by subject, part, peers
