-- name: macros
-- Money in hundredths as whole numbers; `why` says what kept a sum from being one. Moments are seconds since 1970 in
-- UTC, as the earliest and the latest they can be: a day alone is all of it, a time without its zone every zone it may
-- be in (Kazakhstan: +06:00 or +05:00 until 2024-03-01, +05:00 from then; the tz database, Asia/Almaty).
create or replace temp macro hundredths(x) as case
  when abs(x) < 1e15::decimal(38, 18) and cast(x as decimal(38, 2)) = x then cast(cast(x as decimal(19, 2)) * 100 as bigint) end;
create or replace temp macro why(x) as case
  when x is null then 'no_amount' when x < 0 then 'negative_amount' when x = 0 then 'zero_amount'
  when abs(x) >= 1e15::decimal(38, 18) then 'absurd_amount' when cast(x as decimal(38, 2)) <> x then 'finer_amount' end;
-- A date before 1990 or after 2100 is a slip of the pen, like a sum of quadrillions: none is known.
create or replace temp macro day_of(x) as case when left(x, 4) between '1990' and '2100'
  then cast(date_diff('day', date '1970-01-01', try_cast(left(x, 10) as date)) as integer) end;
create or replace temp macro wall(x) as case when left(x, 4) between '1990' and '2100' then epoch(try_cast(case when length(x) > 10
  then left(x, 10) || ' ' || substr(x, 12, 5) || case when substr(x, 17, 1) = ':' then substr(x, 17, 3) else ':00' end else x end as timestamp))::bigint end;
create or replace temp macro shift(x) as case
  when length(x) <= 10 then null when right(x, 1) = 'Z' then 0
  when substr(x, length(x) - 5, 1) in ('+', '-') and substr(x, length(x) - 2, 1) = ':' then
    case substr(x, length(x) - 5, 1) when '-' then -1 else 1 end * (try_cast(substr(x, length(x) - 4, 2) as integer) * 3600 + try_cast(right(x, 2) as integer) * 60)
  when substr(x, length(x) - 4, 1) in ('+', '-') and length(x) > 15 then
    case substr(x, length(x) - 4, 1) when '-' then -1 else 1 end * (try_cast(substr(x, length(x) - 3, 2) as integer) * 3600 + try_cast(right(x, 2) as integer) * 60) end;
create or replace temp macro earliest(x, country) as wall(x) - coalesce(shift(x),
  case when country <> 'KZ' then 50400 when x >= '2024-03-01' then 18000 else 21600 end);
create or replace temp macro latest(x, country) as wall(x) - coalesce(shift(x), case when country <> 'KZ' then -43200 else 18000 end)
  + case when length(x) <= 10 then 86399 else 0 end

-- name: organizations
-- Everybody a purchase names, numbered.
create temp table org as
select row_number() over (order by id) as org, id, bin_state, kind, coalesce(country, case when scheme = 'KZ-BIN' then 'KZ' end) as country
from participant

-- name: procedure
-- One row per process. `competitive` is 1 for open and selective, 0 for limited and direct; `way` is the register's own id of the method.
create temp table procedure as
select row_number() over (order by p.ocid) as pid, p.ocid, p.source_id, b.org as buyer, e.org as entity, coalesce(b.country, e.country, '') as country,
  p.method, case when p.method in ('open', 'selective') then 1 when p.method in ('limited', 'direct') then 0 end as competitive,
  w.way, p.method_details as details, p.method_ground as ground, p.category, p.status, p.region, p.year, p.award_criteria as criteria,
  day_of(p.published) as seen_day, day_of(p.announced) as announced_day, day_of(coalesce(p.announced, p.tender_start)) as law_day,
  earliest(p.tender_start, coalesce(b.country, '')) as start_lo, latest(p.tender_start, coalesce(b.country, '')) as start_hi,
  earliest(p.tender_end, coalesce(b.country, '')) as end_lo, latest(p.tender_end, coalesce(b.country, '')) as end_hi,
  day_of(p.tender_start) as start_day, day_of(p.tender_end) as end_day, p.tenderers, p.attempt, p.previous
from process p
left join org b on b.id = p.buyer
left join org e on e.id = p.procuring_entity
left join way w on w.name = p.method_details

-- name: lots
-- One row per lot; a process that lists none is one lot without an id. `class` is the classification all its items share.
create temp table piece as
with listed as (
  select ocid, id, value, currency, status, plan_item, plan_root, attempt, dumping, method_planned, method_actual, deleted, position from lot
  union all
  select p.ocid, '', p.tender_value, p.tender_currency, p.status, null, null, p.attempt, null, null, null, null, 1
  from process p anti join lot l on l.ocid = p.ocid
),
coded as (
  select i.ocid, coalesce(i.lot, '') as lot, min(i.scheme) as scheme, min(i.classification) as class
  from item i where i.parent_kind = 'tender' and i.classification is not null
  group by i.ocid, coalesce(i.lot, '') having min(i.classification) = max(i.classification)
),
many as (select ocid, count(*) as lots from lot group by ocid)
select row_number() over (order by p.pid, l.position, l.id) as lid, p.pid, l.id, coalesce(m.lots, 0) as lots,
  hundredths(l.value) as planned, why(l.value) as planned_why, l.currency, l.status, l.plan_item, l.plan_root, l.attempt,
  l.method_planned, l.method_actual,
  hundredths(l.value) - cast(hundredths(l.value) * cast(l.dumping as decimal(9, 4)) / 100 as bigint) as floor,
  coalesce(c.scheme, d.scheme) as scheme, coalesce(c.class, d.class) as class
from listed l
join procedure p on p.ocid = l.ocid
left join many m on m.ocid = l.ocid
left join coded c on c.ocid = l.ocid and c.lot = l.id
left join coded d on d.ocid = l.ocid and d.lot = '' and coalesce(m.lots, 0) <= 1
where coalesce(l.deleted, 'no') <> 'yes'

-- name: sole
-- Processes with one lot: what names no lot belongs to it.
create temp table sole as select pid, min(lid) as lid from piece group by pid having count(*) = 1

-- name: offers
-- One row per bid and lot; a bid that names no lot of a process with several has none (`lid` null).
create temp table offer as
with named as (
  select b.*, unnest(case when b.lots is null then [null] else string_split(b.lots, ' ') end) as lot from bid b
)
select row_number() over (order by p.pid, b.position, b.id, b.lot) as bid, coalesce(l.lid, s.lid) as lid, p.pid, b.id, b.position,
  o.org as tenderer, coalesce(b.tenderers, 0) as members,
  case when b.status is null then 'absent' when b.status in ('invited', 'pending', 'valid', 'disqualified', 'withdrawn') then b.status else 'unknown' end as status,
  hundredths(b.value) as amount, why(b.value) as amount_why, b.currency, case when b.lots like '% %' then 1 else 0 end as joint,
  earliest(b.date, p.country) as at_lo, latest(b.date, p.country) as at_hi, day_of(b.date) as day
from named b
join procedure p on p.ocid = b.ocid
left join piece l on l.pid = p.pid and l.id = b.lot
left join sole s on s.pid = p.pid
left join org o on o.id = b.tenderer

-- name: members
-- Who stands behind each bid: the first tenderer and, of a consortium, the others.
create temp table member as
select bid, tenderer as org from offer where tenderer is not null
union
select f.bid, o.org from involvement i
join procedure p on p.ocid = i.ocid
join offer f on f.pid = p.pid and f.id = i.object_id
join org o on o.id = i.participant
where i.object = 'bid' and i.role = 'tenderer'

-- name: decisions
-- A sum without its currency is compared with nothing: here, of contracts, of payments and of acts it is none.
-- One row per award and lot. `shared` is 1 when one award covers several lots: its sum is no one lot's own.
create temp table decision as
with named as (
  select a.*, unnest(case when a.lots is null then [null] else string_split(a.lots, ' ') end) as lot from award a
)
select row_number() over (order by p.pid, a.position, a.id, a.lot) as award, coalesce(l.lid, s.lid) as lid, p.pid, a.id,
  case when a.status is null then 'absent' when a.status in ('pending', 'active', 'cancelled', 'unsuccessful') then a.status else 'unknown' end as status,
  day_of(a.date) as day, earliest(a.date, p.country) as at_lo, latest(a.date, p.country) as at_hi, case when a.currency is not null then hundredths(a.value) end as amount, why(a.value) as amount_why,
  a.currency, coalesce(a.suppliers, 0) as suppliers, o.org as supplier, case when a.lots like '% %' then 1 else 0 end as shared
from named a
join procedure p on p.ocid = a.ocid
left join piece l on l.pid = p.pid and l.id = a.lot
left join sole s on s.pid = p.pid
left join org o on o.id = a.supplier

-- name: winners
create temp table winner as
select award, supplier as org from decision where supplier is not null
union
select d.award, o.org from involvement i
join procedure p on p.ocid = i.ocid
join decision d on d.pid = p.pid and d.id = i.object_id
join org o on o.id = i.participant
where i.object = 'award' and i.role = 'supplier'

-- name: contests
-- One row per lot: how many distinct tenderers by status, the lowest prices, the outcome. What any of it rests on is in the bids.
create temp table contest as
with bidder as (
  select lid, count(*) as bids, sum(case when status = 'unknown' or status = 'absent' then 1 else 0 end) as unclear,
    sum(case when status in ('pending', 'valid', 'disqualified') then 1 else 0 end) as submitted_bids,
    count(distinct case when status in ('pending', 'valid', 'disqualified') then tenderer end) as submitted,
    count(distinct case when status = 'valid' then tenderer end) as valid,
    count(distinct case when status = 'disqualified' then tenderer end) as disqualified,
    sum(case when status in ('pending', 'valid', 'disqualified') and tenderer is null then 1 else 0 end) as nameless,
    count(distinct case when status in ('pending', 'valid', 'disqualified') and amount is not null then currency end) as currencies,
    sum(case when status in ('pending', 'valid', 'disqualified') and (amount is null or amount <= 0 or currency is null or joint = 1) then 1 else 0 end) as unpriced,
    min(case when status = 'valid' and amount > 0 then amount end) as lowest_valid,
    min(case when status = 'disqualified' and amount > 0 then amount end) as lowest_disqualified,
    min(currency) as currency
  from offer where lid is not null group by lid
),
outcome as (
  select lid, sum(case when status = 'active' then 1 else 0 end) as awards, sum(case when status in ('pending', 'unknown') then 1 else 0 end) as open_awards,
    count(distinct case when status = 'active' then supplier end) as winners, max(case when status = 'active' then suppliers end) as partners,
    min(case when status = 'active' then supplier end) as winner, min(case when status = 'active' then amount end) as award_amount,
    min(case when status = 'active' then currency end) as award_currency, max(case when status = 'active' then shared end) as award_shared,
    min(case when status = 'active' then day end) as award_day, min(case when status = 'active' then at_lo end) as award_lo, min(case when status = 'active' then at_hi end) as award_hi
  from decision where lid is not null group by lid
),
adrift as (select pid, count(*) as adrift from offer where lid is null group by pid),
adrift_award as (select pid, count(*) as adrift from decision where lid is null group by pid)
select l.lid, l.pid, coalesce(b.bids, 0) as bids, coalesce(a.adrift, 0) as adrift_bids, coalesce(w.adrift, 0) as adrift_awards,
  coalesce(b.unclear, 0) as unclear, coalesce(b.submitted_bids, 0) as submitted_bids, coalesce(b.submitted, 0) as submitted, coalesce(b.valid, 0) as valid,
  coalesce(b.disqualified, 0) as disqualified, coalesce(b.nameless, 0) as nameless, coalesce(b.currencies, 0) as currencies,
  coalesce(b.unpriced, 0) as unpriced, b.lowest_valid, b.lowest_disqualified, b.currency,
  coalesce(o.awards, 0) as awards, coalesce(o.open_awards, 0) as open_awards, coalesce(o.winners, 0) as winners, coalesce(o.partners, 0) as partners,
  o.winner, o.award_amount, o.award_currency, coalesce(o.award_shared, 0) as award_shared, o.award_day, o.award_lo, o.award_hi
from piece l
left join bidder b on b.lid = l.lid
left join outcome o on o.lid = l.lid
left join adrift a on a.pid = l.pid
left join adrift_award w on w.pid = l.pid

-- name: deals
-- One row per contract. `standing` is 0 when cancelled or deleted in the register; `first` is the first total that was published.
-- Laid in parts by the contract's number: a country's contracts joined to all of them at once by their texts fill any memory.
create temp table deal_key as
select row_number() over (order by p.pid, c.position, c.id) as cid, p.pid, c.ocid, c.id from contract c join procedure p on p.ocid = c.ocid;
create temp table deal_own as
select k.cid, k.pid, k.id, c.award as award_id, b.org as buyer, u.org as supplier, coalesce(c.suppliers, 0) as suppliers,
  coalesce(b.country, p.country) as country, p.source_id,
  case when coalesce(c.status, '') = 'cancelled' or coalesce(c.deleted, 'no') = 'yes' then 0 else 1 end as standing,
  coalesce(c.status, 'absent') as status, c.currency, c.vat,
  case when c.direct = 'yes' then 1 when c.direct = 'no' then 0 when coalesce(c.method, p.method) = 'direct' then 1 when coalesce(c.method, p.method) is not null then 0 end as direct,
  coalesce(c.method, p.method) as method, coalesce(w.way, p.way) as way, coalesce(c.method_ground, p.ground) as ground,
  day_of(c.signed) as signed_day, day_of(c.start) as start_day, day_of(c.end_date) as end_day, c.year, c.region, p.category
from contract c
join deal_key k on k.ocid = c.ocid and k.id = c.id
join procedure p on p.pid = k.pid
left join org b on b.id = c.buyer
left join org u on u.id = c.supplier
left join way w on w.name = c.method_details;
create temp table deal_trace as
select k.cid, hundredths(t.contracted) as amount, why(t.contracted) as amount_why, t.contracted_reason as amount_reason, t.vat,
  hundredths(t.acted) as acted, hundredths(t.paid) as paid, t.act_link, t.payment_link, hundredths(t.planned) as planned, t.plan_link
from contract_trace t join deal_key k on k.ocid = t.ocid and k.id = t.contract;
create temp table deal_chain as
select k.cid, count(*) as versions, count(*) filter (v.position > 0 or v.kind <> 'original') as later,
  arg_min(v.value, v.position) filter (v.kind = 'original') as first, arg_min(v.currency, v.position) filter (v.kind = 'original') as first_currency,
  max(v.value) filter (v.kind in ('original', 'restated_total')) as peak, count(*) filter (v.kind = 'unknown' or v.value is null) as unclear
from contract_version v join deal_key k on k.ocid = v.ocid and k.id = v.contract group by k.cid;
create temp table deal_rest as
with changed as (
  select k.cid, count(*) as amendments
  from amendment a join deal_key k on k.ocid = a.ocid and k.id = a.parent where a.parent_kind = 'contract' group by k.cid
),
kinds as (
  select k.cid, min(i.scheme) as scheme, min(i.classification) as class, count(*) as items,
    case when min(i.classification) = max(i.classification) then 1 else 0 end as pure
  from item i join deal_key k on k.ocid = i.ocid and k.id = i.parent
  where i.parent_kind = 'contract' and i.classification is not null group by k.cid
),
lotted as (
  select k.cid, k.pid, count(*) as lots, min(x.lot) as lot
  from contract_lot x join deal_key k on k.ocid = x.ocid and k.id = x.contract group by k.cid, k.pid
)
select k.cid, coalesce(g.amendments, 0) as amendments, i.scheme, i.class, i.items, i.pure, coalesce(x.lots, 0) as lots,
  case when x.lots = 1 then l.lid when x.lots is null then s.lid end as lid
from deal_key k
left join changed g on g.cid = k.cid
left join kinds i on i.cid = k.cid
left join lotted x on x.cid = k.cid
left join piece l on l.pid = x.pid and l.id = x.lot
left join sole s on s.pid = k.pid;
drop table deal_key;
create temp table deal as
select o.cid, o.pid, o.id, r.lid, r.lots, d.award, o.buyer, o.supplier, o.suppliers, o.country, o.source_id, o.standing, o.status,
  case when o.currency is not null then t.amount end as amount, case when t.cid is null then 'no_amount' else t.amount_why end as amount_why, t.amount_reason, o.currency, coalesce(t.vat, o.vat, 'unknown') as vat,
  hundredths(h.first) as first, h.first_currency, hundredths(h.peak) as peak, coalesce(h.versions, 0) as versions, coalesce(h.later, 0) as later,
  coalesce(h.unclear, 0) as unclear, r.amendments, o.direct, o.method, o.way, o.ground, o.signed_day, o.start_day, o.end_day, o.year, o.region,
  o.category, r.scheme, r.class, r.items, r.pure, t.acted, t.paid, t.act_link, t.payment_link, t.planned, t.plan_link
from deal_own o
join deal_rest r on r.cid = o.cid
left join deal_trace t on t.cid = o.cid
left join deal_chain h on h.cid = o.cid
left join decision d on d.pid = o.pid and d.id = o.award_id and d.lid = r.lid;
drop table deal_own; drop table deal_rest; drop table deal_trace; drop table deal_chain

-- name: revisions
create temp table revision as
select d.cid, v.position, v.kind, hundredths(v.value) as amount, v.currency, day_of(v.date) as day, v.status
from contract_version v join procedure p on p.ocid = v.ocid join deal d on d.pid = p.pid and d.id = v.contract

-- name: settlements
create temp table settlement as
select d.cid, y.id, case when y.currency is not null then hundredths(y.value) end as amount, y.currency, day_of(y.date) as day
from payment y join procedure p on p.ocid = y.ocid join deal d on d.pid = p.pid and d.id = y.contract

-- name: acceptances
create temp table acceptance as
select d.cid, a.id, case when a.currency is not null then hundredths(a.value) end as amount, a.currency, coalesce(a.vat, 'unknown') as vat,
  case when a.currency is not null then hundredths(a.advance) end as advance, a.days_late,
  day_of(coalesce(a.approved, a.date)) as day, case when a.revoked is not null or coalesce(a.deleted, 'no') = 'yes' then 0 else 1 end as standing
from act a join procedure p on p.ocid = a.ocid join deal d on d.pid = p.pid and d.id = a.contract

-- name: points
-- One row per plan item revision.
create temp table point as
select row_number() over (order by i.root, i.version, i.id) as point, i.id, i.root, i.version, case when i.latest = 'yes' then 1 else 0 end as latest,
  o.org as buyer, i.year, hundredths(i.amount) as amount, i.currency, coalesce(i.vat, 'unknown') as vat, i.method, day_of(i.edited) as edited_day, i.source_id
from plan_item i left join org o on o.id = i.buyer

-- name: prices
-- Unit prices of contract items, as the market pages use them.
create temp table price as
select d.cid, i.position, i.scheme, i.classification as class, i.unit, i.unit_currency as currency, coalesce(i.vat, 'unknown') as vat,
  hundredths(i.unit_price) as amount, i.quantity
from item i join procedure p on p.ocid = i.ocid join deal d on d.pid = p.pid and d.id = i.parent
where i.parent_kind = 'contract' and i.unit_price > 0 and i.unit is not null and i.classification is not null

-- name: holdings
-- What registers of owners publish of those a purchase names: one row an interest. An unknown owner is null; a day is the
-- earliest it can have begun, the latest it can have ended; an ended one without a date has ended on no known day and is left out.
create temp table holding as
with same as (
  select p.id, e.id as entity from participant p join entity e on e.id = p.id
  union
  select p.id, substr(b.id, 8) from participant p
  join canonical a on a.id = 'participant/' || p.id
  join canonical b on b.canonical = a.canonical and b.id like 'entity/%'
)
select distinct o.org, case when e.schema <> 'unknown' then coalesce(c.canonical, 'entity/' || e.id) end as owner,
  case when e.schema = 'Person' then 1 else 0 end as person, r.kind as interest,
  cast(coalesce(r.share_exact, r.share_low) * 100 as bigint) as low,
  day_of(case length(r.since) when 4 then r.since || '-01-01' when 7 then r.since || '-01' else r.since end) as begun_day,
  day_of(case length(r.until) when 4 then r.until || '-12-31' when 7 then r.until || '-28' else r.until end) as ended_day
from relationship r
join same s on s.entity = r.to_entity
join org o on o.id = s.id
join entity e on e.id = r.from_entity
left join canonical c on c.id = 'entity/' || e.id
where r.current <> 'no' or r.until is not null

-- name: registrations
-- When those a purchase names were registered: the first and the last day it can have been, where registers say one.
create temp table registration as
with said as (
  select o.org, day_of(case length(e.since) when 4 then e.since || '-01-01' when 7 then e.since || '-01' else e.since end) as first_day,
    day_of(case length(e.since) when 4 then e.since || '-12-31' when 7 then e.since || '-28' else e.since end) as last_day
  from entity e join org o on o.id = e.id where e.since is not null
)
select org, min(first_day) as first_day, min(last_day) as last_day from said where first_day is not null and last_day is not null group by org
