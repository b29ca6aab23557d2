-- One row per lot: the most of its bidders that have one holder of a large share at the end of bidding. By lot.
with bidder as (
  select distinct f.lid, m.org from offer f join member m on m.bid = f.bid
  where f.lid is not null and f.status in ('valid', 'disqualified', 'pending')
),
asked as (select c.lid, coalesce(p.end_day, p.law_day) as day from contest c join procedure p on p.pid = c.pid),
held as (
  select b.lid, b.org, h.owner from bidder b join asked a on a.lid = b.lid
  join holding h on h.org = b.org and h.owner is not null and h.interest in ('shareholding', 'votingRights') and h.low >= $share
    and (h.begun_day is null or h.begun_day <= a.day) and (h.ended_day is null or h.ended_day >= a.day)
),
shared as (select lid, max(n) as n from (select lid, owner, count(distinct org) as n from held group by lid, owner) group by lid),
known as (select lid, count(distinct org) as n from held group by lid),
counted as (select lid, count(*) as n from bidder group by lid),
judged as (
  select c.*, p.competitive, a.day, coalesce(b.n, 0) as bidders, coalesce(k.n, 0) as known, coalesce(s.n, 0) as sharing
  from contest c join procedure p on p.pid = c.pid join asked a on a.lid = c.lid
  left join counted b on b.lid = c.lid left join known k on k.lid = c.lid left join shared s on s.lid = c.lid
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when competitive is null or bids = 0 or adrift_bids > 0 or unclear > 0 then 'not_computable'
    when bidders < 2 then 'not_applicable' when day is null then 'not_computable' when sharing >= $least then 'flag'
    when known < bidders or nameless > 0 then 'not_computable' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when competitive is null then 'no_method' when bids = 0 then 'no_bids'
    when adrift_bids > 0 then 'ambiguous_link' when unclear > 0 then 'unclear_status' when bidders < 2 then 'fewer_than_two_bids'
    when day is null then 'no_date' when sharing >= $least then null when known < bidders or nameless > 0 then 'owners_unknown' end as reason,
  case when day is null then 0 else sharing end as value, $least as threshold
from judged
order by subject
