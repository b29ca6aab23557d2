-- name: beginnings
-- The classification beginnings of the rule for digital purchases, in the order of its lines.
create temp table digital_beginning (line integer, entry varchar, scheme varchar, beginning varchar)

-- name: words
-- Its words, for purchases without a code.
create temp table digital_word (line integer, entry varchar, word varchar)

-- name: beginning
insert into digital_beginning values ($line, $entry, $scheme, $text)

-- name: word
insert into digital_word values ($line, $entry, $text)

-- name: outside_grounds
-- Grounds on which the law leaves a contract out of the register, by source: rules/outside_register.yml.
create temp table outside_ground (source varchar, ground varchar)

-- name: outside_ground
insert into outside_ground values ($source, $ground)

-- name: digital
-- The first line of the rule that an item's code, or, without any code, the title fits.
create temp table digital_process as
with class as (
  select distinct scheme, classification from item where classification is not null
),
fits as (
  select c.scheme, c.classification, min(b.line) as line
  from class c join digital_beginning b on upper(c.scheme) = b.scheme and starts_with(c.classification, b.beginning)
  group by c.scheme, c.classification
),
coded as (
  select i.ocid, min(f.line) as line, max(case when i.classification is not null then 1 else 0 end) as has_code
  from item i left join fits f on f.scheme = i.scheme and f.classification = i.classification
  group by i.ocid
),
titled as (
  select p.ocid, min(w.line) as line
  from process p join digital_word w on contains(lower(concat_ws(' ', p.title, p.title_kk)), w.word)
  where not exists (select 1 from coded c where c.ocid = p.ocid and c.has_code = 1)
  group by p.ocid
),
first as (
  select ocid, min(line) as line from (select ocid, line from coded where line is not null union all select ocid, line from titled) u
  group by ocid
)
select f.ocid, r.entry from first f
join (select distinct line, entry from digital_beginning union select distinct line, entry from digital_word) r on r.line = f.line

-- name: mark
update process set digital = d.entry from digital_process d where d.ocid = process.ocid

-- name: stages
-- Published sums as they are, by source, stage, currency and status. Nothing is left out, nothing added in.
insert into stage_total
with sums as (
  select source_id, 'planned' as stage, budget_currency as currency, status, budget_value as value from process where budget_value is not null
  union all
  select source_id, 'planned', currency, status, amount from plan_item where amount is not null and latest = 'yes'
  union all
  select source_id, 'tendered', tender_currency, status, tender_value from process where tender_value is not null
  union all
  select p.source_id, 'bid', b.currency, b.status, b.value from bid b join process p on p.ocid = b.ocid where b.value is not null
  union all
  select p.source_id, 'awarded', a.currency, a.status, a.value from award a join process p on p.ocid = a.ocid where a.value is not null
  union all
  select source_id, 'contracted', currency, status, value from contract where value is not null
  union all
  select p.source_id, 'paid', y.currency, null, y.value from payment y join process p on p.ocid = y.ocid where y.value is not null
)
select source_id, stage, coalesce(currency, ''), coalesce(status, ''), count(*), sum(value) from sums
group by source_id, stage, coalesce(currency, ''), coalesce(status, '')
order by 1, 2, 3, 4

-- name: effective
-- Each contract's sum with its reason: the last total (original or restated), plus increases stated after it.
-- A change of unknown kind or in another currency is never added; the last published total always beats our addition.
create temp table effective as
with version as (
  select v.ocid, v.contract, v.position, v.value, case when v.currency is null or v.currency = c.currency then v.kind else 'unknown' end as kind
  from contract_version v join contract c on c.ocid = v.ocid and c.id = v.contract
),
base as (
  select ocid, contract, max(position) as position, arg_max(value, position) as value, count(*) as totals
  from version where kind in ('original', 'restated_total') and value is not null group by ocid, contract
),
after as (
  select v.ocid, v.contract,
    sum(case when v.kind = 'delta' then v.value end) as added,
    count(case when v.kind = 'delta' and v.value is not null then 1 end) as deltas,
    count(case when v.kind = 'unknown' or v.value is null then 1 end) as unknown
  from version v left join base b on b.ocid = v.ocid and b.contract = v.contract
  where v.position > coalesce(b.position, 0)
  group by v.ocid, v.contract
)
select c.ocid, c.id as contract,
  case
    when b.value is null or c.value <> b.value then c.value
    else b.value + coalesce(a.added, 0)
  end as value,
  case
    when coalesce(c.value, b.value) is null then 'not_published'
    when (b.value is null or c.value = b.value) and coalesce(a.deltas, 0) > 0 and b.value is not null then 'deltas_added'
    when coalesce(a.unknown, 0) > 0 then 'unknown_ignored'
    when b.totals > 1 or c.value <> b.value then 'last_restated'
    else 'only_version'
  end as reason
from contract c
left join base b on b.ocid = c.ocid and b.contract = c.id
left join after a on a.ocid = c.ocid and a.contract = c.id

-- name: covers
-- Which lots and plan items a contract covers, by the keys that were published.
create temp table contract_lot as
with own as (
  select c.ocid, c.id as contract, unnest(string_split(coalesce(c.lots, a.lots), ' ')) as lot
  from contract c left join award a on a.ocid = c.ocid and a.id = c.award
  where coalesce(c.lots, a.lots) is not null
)
select distinct o.ocid, o.contract, o.lot from own o join lot l on l.ocid = o.ocid and l.id = o.lot

-- name: plans
create temp table contract_plan as
select distinct ocid, contract, plan_item from (
  select i.ocid, i.parent as contract, i.plan_item from item i where i.parent_kind = 'contract' and i.plan_item is not null
  union all
  select cl.ocid, cl.contract, l.plan_item from contract_lot cl join lot l on l.ocid = cl.ocid and l.id = cl.lot where l.plan_item is not null
) t

-- name: standing
-- Contracts that count: neither cancelled nor marked as deleted by their register.
create temp table standing as
select ocid, id as contract, award from contract where coalesce(status, '') <> 'cancelled' and coalesce(deleted, 'no') <> 'yes'

-- name: single
-- Processes with one contract: what belongs to the process belongs to it.
create temp table single_contract as
select ocid, min(contract) as contract from standing group by ocid having count(*) = 1

-- name: shared
-- What several contracts are tied to: its sum is no one contract's own, and would count once for each.
create temp table shared as
select 'lot' as kind, l.ocid, l.lot as id from contract_lot l semi join standing s on s.ocid = l.ocid and s.contract = l.contract
group by l.ocid, l.lot having count(*) > 1
union all
select 'plan_item', '', p.plan_item from contract_plan p semi join standing s on s.ocid = p.ocid and s.contract = p.contract
group by p.plan_item having count(*) > 1
union all
select 'award', ocid, award from standing where award is not null group by ocid, award having count(*) > 1

-- name: planned
-- Sums of two currencies, or of two VAT bases, are not added: neither here nor of lots and acts.
create temp table planned as
with items as (
  select cp.ocid, cp.contract, sum(p.amount) as value, min(p.currency) as currency, count(distinct coalesce(p.currency, '') || '/' || coalesce(p.vat, '')) as bases,
    count(h.id) as shared
  from contract_plan cp join plan_item p on p.id = cp.plan_item and p.amount is not null
  left join shared h on h.kind = 'plan_item' and h.id = cp.plan_item group by cp.ocid, cp.contract
)
select ocid, contract, value, currency from items where bases < 2 and shared = 0
union all
select s.ocid, s.contract, p.budget_value, p.budget_currency from single_contract s join process p on p.ocid = s.ocid
where p.budget_value is not null and not exists (select 1 from items i where i.ocid = s.ocid and i.contract = s.contract)

-- name: coded
-- The administrator and programme behind a contract, where its budget lines name one only.
create temp table coded as
with line as (
  select cp.ocid, cp.contract, b.administrator, b.programme from contract_plan cp join budget_part b on b.owner_kind = 'plan_item' and b.owner = cp.plan_item
  union all
  select s.ocid, s.contract, b.administrator, b.programme from single_contract s join budget_part b on b.owner_kind = 'process' and b.owner = s.ocid
)
select ocid, contract,
  case when count(distinct administrator) = 1 then min(administrator) end as administrator,
  case when count(distinct programme) = 1 then min(programme) end as programme
from line where administrator is not null group by ocid, contract

-- name: tendered
create temp table tendered as
with lots as (
  select cl.ocid, cl.contract, sum(l.value) as value, min(l.currency) as currency, count(distinct coalesce(l.currency, '') || '/' || coalesce(l.vat, '')) as bases,
    count(h.id) as shared
  from contract_lot cl join lot l on l.ocid = cl.ocid and l.id = cl.lot
  left join shared h on h.kind = 'lot' and h.ocid = cl.ocid and h.id = cl.lot where l.value is not null group by cl.ocid, cl.contract
)
select ocid, contract, value, currency from lots where bases < 2 and shared = 0
union all
select s.ocid, s.contract, p.tender_value, p.tender_currency from single_contract s join process p on p.ocid = s.ocid
where p.tender_value is not null and not exists (select 1 from lots l where l.ocid = s.ocid and l.contract = s.contract)

-- name: acted
create temp table acted as
select ocid, contract, sum(value) as value, min(currency) as currency, count(distinct coalesce(currency, '') || '/' || coalesce(vat, '')) as bases
from act where value is not null and revoked is null and coalesce(deleted, 'no') <> 'yes' group by ocid, contract

-- name: paid
-- What was paid: the payments themselves; where none is published, the sum the register states.
create temp table paid as
with payments as (
  select ocid, contract, sum(value) as value, min(currency) as currency, count(distinct coalesce(currency, '')) as currencies
  from payment where value is not null group by ocid, contract
)
select ocid, contract, value, currency, currencies from payments
union all
select c.ocid, c.id, c.paid_stated, c.currency, 1 from contract c
where c.paid_stated is not null and not exists (select 1 from payments y where y.ocid = c.ocid and y.contract = c.id)

-- name: published
-- What each source publishes at all: a rung nobody prints is not the contract's fault.
create temp table published as
select p.source_id,
  bool_or(p.budget_value is not null) or exists (select 1 from plan_item i where i.source_id = p.source_id) as plan,
  bool_or(p.tender_value is not null) or exists (select 1 from lot l join process q on q.ocid = l.ocid where q.source_id = p.source_id) as lot,
  exists (select 1 from award a join process q on q.ocid = a.ocid where q.source_id = p.source_id) as award,
  exists (select 1 from act a join process q on q.ocid = a.ocid where q.source_id = p.source_id) as act,
  exists (select 1 from payment y join process q on q.ocid = y.ocid where q.source_id = p.source_id)
    or exists (select 1 from contract c where c.source_id = p.source_id and c.paid_stated is not null) as payment
from process p group by p.source_id

-- name: contract_traces
-- One contract followed from plan to payment. Sums in different currencies are never compared.
insert into contract_trace
with joined as (
  select c.ocid, c.id as contract, p.source_id, coalesce(c.buyer, p.buyer, p.procuring_entity) as buyer, c.supplier,
    coalesce(c.region, p.region, o.region) as region, coalesce(c.year, p.year) as year, b.administrator, b.programme,
    case when c.value_vat is not null and coalesce(e.value = c.value, e.value is null) then 'incl' else c.vat end as vat,
    p.digital, coalesce(c.method, p.method) as method, coalesce(c.direct, 'no') as direct, c.status, c.award, c.lots, c.currency,
    case when c.value_vat is not null and coalesce(e.value = c.value, e.value is null) then c.value_vat else e.value end as contracted,
    case when c.value_vat is not null and e.value is null then 'only_version' else e.reason end as contracted_reason,
    pl.value as plan_value, pl.currency as plan_currency, t.value as lot_value, t.currency as lot_currency,
    case when ha.id is null then a.value end as award_value, a.currency as award_currency, a.id as award_id,
    ac.value as act_value, ac.currency as act_currency, ac.bases as act_bases,
    y.value as paid_value, y.currency as paid_currency, y.currencies as paid_currencies,
    k.contract is null as void, s.plan as has_plan, s.lot as has_lot, s.award as has_award, s.act as has_act, s.payment as has_payment,
    og.ground is not null as outside, c.end_date, p.published, l.lot as any_lot, cp.plan_item as any_plan
  from contract c
  join process p on p.ocid = c.ocid
  join published s on s.source_id = p.source_id
  left join effective e on e.ocid = c.ocid and e.contract = c.id
  left join participant o on o.id = coalesce(c.buyer, p.buyer, p.procuring_entity)
  left join coded b on b.ocid = c.ocid and b.contract = c.id
  left join planned pl on pl.ocid = c.ocid and pl.contract = c.id
  left join tendered t on t.ocid = c.ocid and t.contract = c.id
  left join outside_ground og on og.source = p.source_id and og.ground = coalesce(c.method_ground, p.method_ground)
  left join award a on a.ocid = c.ocid and a.id = c.award
  left join shared ha on ha.kind = 'award' and ha.ocid = c.ocid and ha.id = c.award
  left join standing k on k.ocid = c.ocid and k.contract = c.id
  left join acted ac on ac.ocid = c.ocid and ac.contract = c.id
  left join paid y on y.ocid = c.ocid and y.contract = c.id
  left join (select ocid, contract, min(lot) as lot from contract_lot group by ocid, contract) l on l.ocid = c.ocid and l.contract = c.id
  left join (select ocid, contract, min(plan_item) as plan_item from contract_plan group by ocid, contract) cp on cp.ocid = c.ocid and cp.contract = c.id
),
compared as (
  select *,
    coalesce(currency, '') = coalesce(plan_currency, '') as plan_fits, coalesce(currency, '') = coalesce(lot_currency, '') as lot_fits,
    coalesce(currency, '') = coalesce(award_currency, '') as award_fits,
    coalesce(currency, '') = coalesce(act_currency, '') and coalesce(act_bases, 1) = 1 as act_fits,
    coalesce(currency, '') = coalesce(paid_currency, '') and coalesce(paid_currencies, 1) = 1 as paid_fits,
    coalesce(status, '') in ('pending', 'active') and (end_date is null or published is null or left(end_date, 10) >= left(published, 10)) as running
  from joined
)
select ocid, contract, source_id, buyer, supplier, region, year, administrator, programme, vat, digital, method, currency,
  case when plan_fits then plan_value end, case when lot_fits then lot_value end, case when award_fits then award_value end,
  contracted, case when act_fits then act_value end, case when paid_fits then paid_value end,
  contracted_reason,
  case when plan_value is not null or any_plan is not null then 'linked' when has_plan then 'unlinked' else 'not_published' end,
  case when lot_value is not null or any_lot is not null then 'linked' when direct = 'yes' then 'not_applicable' when has_lot then 'unlinked' else 'not_published' end,
  case when award_id is not null then 'linked' when direct = 'yes' then 'not_applicable' when has_award then 'unlinked' else 'not_published' end,
  case when act_value is not null then 'linked' when has_act then 'unlinked' else 'not_published' end,
  case when paid_value is not null then 'linked' when has_payment then 'unlinked' else 'not_published' end,
  case when void or contracted is null then null when paid_value is null then contracted when paid_fits then contracted - paid_value end as remainder,
  case
    when void then 'void' when contracted is null then 'no_sum' when paid_value is null then 'no_payment'
    when not paid_fits then 'currencies_differ' when paid_value > contracted then 'paid_above'
    when paid_value = contracted then 'paid_in_full' else 'paid_in_part'
  end as state,
  case
    when void then 'void' when contracted is null then 'no_contract_sum'
    when paid_value is not null and not paid_fits then 'currencies_differ'
    when paid_value > contracted then 'overpaid' when paid_value = contracted then null
    when not has_payment then 'payments_not_published' when paid_value is null and outside then 'outside_register_by_law' when running then 'not_yet_paid'
    when paid_value is null then 'payment_not_found' else 'paid_less'
  end as reason
from compared

-- name: dimensions
-- One row per contract and thing it counts under.
create temp view dimension_row as
select d.dimension, d.member, t.* from contract_trace t,
  lateral (values ('all', ''), ('buyer', t.buyer), ('supplier', t.supplier), ('region', t.region), ('method', t.method), ('digital', t.digital),
    ('programme', t.administrator || '/' || t.programme)) d(dimension, member)
where d.member is not null

-- name: totals
insert into trace_total
select dimension, member, source_id, coalesce(year, 0), coalesce(currency, ''), count(*), count(*) - count(contracted), coalesce(sum(contracted), 0),
  count(case when plan_link = 'linked' and planned is not null and contracted is not null then 1 end),
  coalesce(sum(case when plan_link = 'linked' and planned is not null then contracted end), 0),
  coalesce(sum(case when plan_link = 'linked' and contracted is not null then planned end), 0),
  count(case when lot_link = 'linked' and tendered is not null and contracted is not null then 1 end),
  coalesce(sum(case when lot_link = 'linked' and tendered is not null then contracted end), 0),
  coalesce(sum(case when lot_link = 'linked' and contracted is not null then tendered end), 0),
  count(case when award_link = 'linked' and awarded is not null and contracted is not null then 1 end),
  coalesce(sum(case when award_link = 'linked' and awarded is not null then contracted end), 0),
  coalesce(sum(case when award_link = 'linked' and contracted is not null then awarded end), 0),
  count(case when act_link = 'linked' and acted is not null and contracted is not null then 1 end),
  coalesce(sum(case when act_link = 'linked' and acted is not null then contracted end), 0),
  coalesce(sum(case when act_link = 'linked' and contracted is not null then acted end), 0),
  count(case when payment_link = 'linked' and paid is not null and contracted is not null then 1 end),
  coalesce(sum(case when payment_link = 'linked' and paid is not null then contracted end), 0),
  coalesce(sum(case when payment_link = 'linked' and contracted is not null then paid end), 0)
from dimension_row where state <> 'void'
group by dimension, member, source_id, coalesce(year, 0), coalesce(currency, '')
order by 1, 2, 3, 4, 5

-- name: reasons
insert into trace_reason
select dimension, member, source_id, coalesce(year, 0), coalesce(currency, ''), reason, count(*), coalesce(sum(remainder), 0)
from dimension_row where reason is not null
group by dimension, member, source_id, coalesce(year, 0), coalesce(currency, ''), reason
order by 1, 2, 3, 4, 5, 6

-- name: pairs
insert into pair_total
select buyer, supplier, source_id, coalesce(currency, ''), count(*), coalesce(sum(contracted), 0), min(year), max(year)
from contract_trace where buyer is not null and supplier is not null and state <> 'void'
group by buyer, supplier, source_id, coalesce(currency, '')
order by 1, 2, 3, 4

-- name: unit_prices
-- Prices per unit as the rows print them: every quantile is a price somebody printed.
insert into unit_price
with price as (
  select i.scheme, i.classification, i.unit, coalesce(i.unit_currency, '') as currency, coalesce(i.vat, '') as vat,
    t.region, t.year, i.unit_price as value, t.buyer, t.supplier
  from item i join contract_trace t on t.ocid = i.ocid and t.contract = i.parent
  where i.parent_kind = 'contract' and i.unit_price > 0 and i.classification is not null and i.unit is not null and t.state <> 'void'
)
select coalesce(scheme, ''), classification, unit, currency, vat, coalesce(region, ''), coalesce(year, 0), count(*),
  min(value), quantile_disc(value, 0.25), quantile_disc(value, 0.5), quantile_disc(value, 0.75), max(value),
  count(distinct buyer), count(distinct supplier)
from price
group by grouping sets ((scheme, classification, unit, currency, vat, region, year), (scheme, classification, unit, currency, vat, year),
  (scheme, classification, unit, currency, vat, region), (scheme, classification, unit, currency, vat))
having (grouping(region) = 1 or region is not null) and (grouping(year) = 1 or year is not null)
order by 1, 2, 3, 4, 5, 6, 7

-- name: forget
drop view dimension_row; drop table outside_ground; drop table digital_beginning; drop table digital_word; drop table digital_process; drop table effective;
drop table contract_lot; drop table contract_plan; drop table standing; drop table shared; drop table single_contract; drop table planned; drop table coded; drop table tendered;
drop table acted; drop table paid; drop table published

-- name: followed
select count(*) as contracts from contract_trace order by contracts
