-- One row per buyer and year: how many of its lots within 5 per cent of the limit of price quotations lie below it. By buyer, year.
select p.buyer as subject, cast(p.year as varchar) as part, concat_ws('/', p.source_id, cast(p.year as varchar)) as peers,
  sum(case when l.planned < t.number * m.number * 100 then 1 else 0 end) as k, count(*) as n
from piece l join procedure p on p.pid = l.pid
join law t on t.key = 'quotation_limit' and t.country = p.country and p.law_day between t.from_day and t.to_day and t.verified = 1
join law m on m.key = 'mci' and m.country = p.country and p.law_day between m.from_day and m.to_day and m.verified = 1
where p.buyer is not null and p.year is not null and l.currency = 'KZT'
  and l.planned >= t.number * m.number * 95 and l.planned < t.number * m.number * 105
group by p.buyer, p.year, p.source_id
order by subject, part, peers
