-- The tables of an edition laid out as the lines of a file are (lines.sql), with participants by number: their ids come
-- back when results are printed (`named`). What is compared as JSON text there is given as JSON text here.

-- name: org
-- a row is a participant; number is its place, text its id as JSON
create temp table org as
select row_number() over (order by id) as number, id, to_json(id)::varchar as text from participant

-- name: line
-- a row is a process, in the order of ocid (rowid)
create temp table line as
select to_json(p.ocid)::varchar as ocid,
  p.status is distinct from 'cancelled' and coalesce(not list_contains($excluded, to_json(p.method_details)::varchar), true) as kept,
  '"' || p.method || '"' as method, to_json(p.method_details)::varchar as details, p.tenderers::varchar as tenderers,
  '"' || p.tender_start || '"' as opens, '"' || p.tender_end || '"' as closes,
  b.number as buyer, e.number as entity, p.ocid as name
from process p
left join org b on b.id = p.buyer
left join org e on e.id = p.procuring_entity
order by p.ocid

-- name: others
-- a row is a bid or award of several: all who stand behind it
create temp table others as
select i.ocid, i.object, i.object_id, list(o.number) as ids
from involvement i join org o on o.id = i.participant
where (i.object = 'bid' and i.role = 'tenderer') or (i.object = 'award' and i.role = 'supplier')
group by i.ocid, i.object, i.object_id

-- name: bid
create temp table bid as
with told as (
  select l.rowid as pid, l.details, l.closes[2:-2] as closes, b.ocid, b.id, b.position as n, b.date, b.tenderer, b.tenderers, b.value, b.currency,
    case b.status when 'valid' then 1 when 'disqualified' then 2 when 'invited' then 0 when 'withdrawn' then 0
      else case when b.status is null then 0 else 3 end end::tinyint as status
  from bid_row b join line l on l.name = b.ocid
  where l.kept
)
select t.pid, t.n::integer as n, t.status,
  coalesce(case when len($compared) > 0 then list_contains($compared, t.details) else not list_contains($uncompared, t.details) end,
    len($compared) = 0) as comparable,
  -- hundredths and their divisor are exact, so the quotient is the double the printed number stands for
  case when t.currency is not null then
    case when abs(t.value) < 1e13 and cast(t.value as decimal(38, 2)) = t.value then cast(cast(t.value as decimal(18, 2)) * 100 as bigint) / 100
      else cast(t.value::varchar as double) end end as amount,
  to_json(t.currency)::varchar as currency,
  t.status = 1 and t.date > t.closes as late,
  case when coalesce(t.tenderers, 1) = 1 then o.number end as tenderer,
  case when t.tenderers > 1 then list_distinct(list_concat(case when o.number is null then [] else [o.number] end, coalesce(m.ids, []))) end as tenderers
from told t
left join org o on o.id = t.tenderer
left join others m on t.tenderers > 1 and m.object = 'bid' and m.ocid = t.ocid and m.object_id = t.id
where t.status > 0

-- name: award
create temp table award as
with told as (
  select l.rowid as pid, a.ocid, a.id, a.supplier, a.suppliers,
    case a.status when 'active' then 1 when 'cancelled' then 0 when 'unsuccessful' then 0 else 2 end::tinyint as status
  from award_row a join line l on l.name = a.ocid
  where l.kept and a.status is not null
)
select t.pid, t.status, case when coalesce(t.suppliers, 1) = 1 then o.number end as supplier,
  case when t.suppliers > 1 then list_distinct(list_concat(case when o.number is null then [] else [o.number] end, coalesce(m.ids, []))) end as suppliers,
  case when t.status = 1 and coalesce(t.suppliers, 1) = 1 then t.id end as id
from told t
left join org o on o.id = t.supplier
left join others m on t.suppliers > 1 and m.object = 'award' and m.ocid = t.ocid and m.object_id = t.id

-- name: variety
-- as in flags.sql, from the items of active awards
create temp table variety as
with named as (
  select a.pid, a.supplier as id, i.classification as class
  from item i join line l on l.name = i.ocid join award a on a.pid = l.rowid and a.id = i.parent
  where i.parent_kind = 'award' and a.supplier is not null and i.classification is not null
), often as (
  select id from (select distinct pid, id from named) group by id having count(*) >= $processes
)
select id, count(distinct class[:$digits])::double as value from named semi join often using (id) group by id

-- name: result_named
-- what was found, with the participants' own ids
create or replace temp table result as
select r.code, r.part, case when r.part = 'OCID' then r.id else o.text end as id, r.value, r.ocid
from result r left join org o on r.part <> 'OCID' and o.number = try_cast(r.id as bigint)
order by 1, 2, 3, 5

-- name: chosen_named
create or replace temp table chosen as
select c.ocid, coalesce(o.text, c.id::varchar) as id from chosen c left join org o on o.number = try_cast(c.id as bigint)
order by 1, 2
