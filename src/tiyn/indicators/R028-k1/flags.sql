-- One row per lot: how many tenderers share a price that no rule explains. By lot.
with
line as (
  select l.lid, g.number from piece l join procedure p on p.pid = l.pid join law g on g.key = 'dumping_line' and g.country = p.country and p.law_day between g.from_day and g.to_day
),
place as (
  select f.*, l.planned, l.floor, p.country, case
      when l.floor is not null then case when abs(f.amount - l.floor) <= 1 or f.amount = l.planned then 'at' else 'off' end
      when f.amount = l.planned then 'at'
      when p.country = 'KZ' and l.planned is null then 'may'
      when exists (select 1 from line n where n.lid = f.lid and abs(f.amount * 10000 - l.planned * (10000 - n.number)) <= 10000) then 'may' else 'off' end as floored
  from offer f join piece l on l.lid = f.lid join procedure p on p.pid = f.pid
  where f.status in ('pending', 'valid', 'disqualified') and f.amount > 0 and f.tenderer is not null and f.joint = 0
),
same as (select lid, amount, currency, count(*) as bids from place group by lid, amount, currency having count(*) > 1),
backed as (
  select a.lid, a.bid, a.amount, a.currency, s.bids, m.org, n.members from place a join same s on s.lid = a.lid and s.amount = a.amount and s.currency = a.currency
  join member m on m.bid = a.bid join (select bid, count(*) as members from member group by bid) n on n.bid = a.bid
),
own as (select lid, amount, currency, org, count(*) as bids from backed group by lid, amount, currency, org),
-- How many of the bids at its price share a member with a bid, itself among them: counted by member, so that many equal bids stay cheap.
akin as (
  select b.bid, max(o.bids) as bids from backed b join own o on o.lid = b.lid and o.amount = b.amount and o.currency = b.currency and o.org = b.org
  where b.members = 1 group by b.bid
  union all
  select b.bid, count(distinct o.bid) as bids from backed b join backed o on o.lid = b.lid and o.amount = b.amount and o.currency = b.currency and o.org = b.org
  where b.members > 1 group by b.bid
),
equal as (
  select a.lid, count(distinct a.tenderer) as tenderers, max(case when a.floored = 'at' then 1 else 0 end) as at_floor, max(case when a.floored = 'may' then 1 else 0 end) as may_floor,
    max(case when a.floored = 'off' then 1 else 0 end) as off_floor, count(distinct case when a.floored = 'off' then a.tenderer end) as asked
  from place a join same s on s.lid = a.lid and s.amount = a.amount and s.currency = a.currency join akin k on k.bid = a.bid
  where s.bids > k.bids group by a.lid
)
select c.lid as subject,
  case when p.competitive = 0 then 'not_applicable' when c.bids = 0 or c.adrift_bids > 0 or c.unclear > 0 then 'not_computable' when c.submitted_bids < 2 then 'not_applicable'
    when e.asked >= $least then 'flag' when c.unpriced > 0 then 'not_computable' when e.may_floor = 1 then 'not_computable' when e.at_floor = 1 then 'not_applicable' else 'no_flag' end as state,
  case when p.competitive = 0 then 'not_competitive' when c.bids = 0 then 'no_bids' when c.adrift_bids > 0 then 'ambiguous_link' when c.unclear > 0 then 'unclear_status'
    when c.submitted_bids < 2 then 'fewer_than_two_bids' when e.asked >= $least then null when c.unpriced > 0 then 'no_prices'
    when e.may_floor = 1 then 'price_may_be_floor' when e.at_floor = 1 then 'price_at_floor' end as reason,
  coalesce(e.asked, 0) as value, $least as threshold
from contest c join procedure p on p.pid = c.pid left join equal e on e.lid = c.lid
order by subject
