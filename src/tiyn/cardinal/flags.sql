-- The eleven indicators. A row of `result` is an indicator's value for a subject: part is OCID, Buyer, ProcuringEntity or
-- Tenderer, id its JSON text, ocid the process a tenderer is flagged in. The same may come twice.

-- name: result
create temp table result (code varchar, part varchar, id varchar, value double, ocid varchar)

-- name: R003
insert into result
with period as (
  select ocid, coalesce($days[list_position($details, details)], $threshold) as least,
    opens, closes, upper(opens[2:-2]) as opened, upper(closes[2:-2]) as closed
  from line
  where kept and starts_with(opens, '"') and starts_with(closes, '"') and (len($methods) = 0 or list_contains($methods, method))
), short as (
  select ocid, opens, closes from period
  where (epoch_us(try_cast(closed as timestamp)) - epoch_us(try_cast(opened as timestamp))) // 86400000000 < least
)
-- most dates have one of two plain shapes; whether another is RFC 3339 is asked of the pattern
select 'R003' as code, 'OCID' as part, ocid as id, 1.0::double as value, null as ocid from short
where case when opens > '"0' and (opens like '"____-__-__T__:__:__Z"' or opens like '"____-__-__T__:__:__+0_:00"') then true
    else regexp_full_match(opens[2:-2], $moment) end
  and case when closes > '"0' and (closes like '"____-__-__T__:__:__Z"' or closes like '"____-__-__T__:__:__+0_:00"') then true
    else regexp_full_match(closes[2:-2], $moment) end

-- name: R018
insert into result
select 'R018' as code, 'OCID' as part, ocid as id, 1.0::double as value, null as ocid from line
where kept and tenderers = '1' and (len($methods) = 0 or list_contains($methods, method))

-- name: R024
insert into result
with flag as materialized (
  select r.ocid, r.pid, r.ratio, c.supplier from ratio r join contest c using (pid) where r.ratio <= $fence
), lowest as (
  select f.ocid, arg_min(b.tenderer, {'amount': b.amount, 'n': b.n}) as loser
  from bid b join flag f using (pid)
  where b.status = 1 and b.tenderer <> f.supplier and b.amount is not null and b.currency = $currency
  group by f.ocid
)
select 'R024' as code, 'OCID' as part, ocid as id, ratio as value, null as ocid from flag
union all
select 'R024' as code, 'Tenderer', supplier, 0.0, ocid from flag
union all
select 'R024' as code, 'Tenderer', loser, 0.0, ocid from lowest

-- name: R058
insert into result
-- what is no number lies above no fence
with flag as (select ocid, pid, ratio from ratio where ratio >= $fence and not isnan(ratio))
select 'R058' as code, 'OCID' as part, ocid as id, ratio as value, null as ocid from flag
union all
select 'R058' as code, 'Tenderer', c.supplier, 0.0, f.ocid from flag f join contest c using (pid)

-- name: participation
-- a row is a tenderer: in how many contests it had a valid bid of its own, and how many it won
create temp table participation as
select tenderer as id, count(*) filter (where won) as k, count(*) as n from (
  select distinct pid, b.tenderer, b.tenderer = c.supplier as won
  from bid b join contest c using (pid)
  where b.status = 1 and b.tenderer is not null
)
group by tenderer

-- name: R025
insert into result
select 'R025' as code, 'Tenderer' as part, id, k::double / n as value, null as ocid from participation
where n >= $often and k::double / n <= $fence

-- name: R028
insert into result
with price as (
  select pid, amount, currency from bid where amount is not null and comparable
  group by pid, amount, currency having count(*) > 1
), named as (
  select pid, amount, currency, case when b.tenderer is not null then [b.tenderer] else list_sort(list_distinct(b.tenderers)) end as ids
  from bid b join price using (pid, amount, currency)
  where b.comparable and (b.tenderer is not null or len(b.tenderers) > 0)
), flag as (
  select pid, list(ids) as sets from named group by pid, amount, currency having min(ids) <> max(ids)
), who as (
  select distinct l.ocid, unnest(flatten(f.sets)) as id from flag f join line l on l.rowid = f.pid
)
select distinct 'R028' as code, 'OCID' as part, ocid as id, 1.0::double as value, null as ocid from who
union all
select 'R028' as code, 'Tenderer', id, 1.0, ocid from who

-- name: R030
insert into result
with who as (
  select distinct l.ocid, m.id
  from member m semi join winner w on w.pid = m.pid and w.id = m.id join line l on l.rowid = m.pid
  where m.late
)
select distinct 'R030' as code, 'OCID' as part, ocid as id, 1.0::double as value, null as ocid from who
union all
select 'R030' as code, 'Tenderer', id, 1.0, ocid from who

-- name: R035
insert into result
with odd as (select distinct pid from bid where status = 2),
open as (select distinct pid from award where status = 2),
alone as (
  select pid, min(id) as id from member semi join odd using (pid) where status = 1 group by pid having min(id) = max(id)
), won as (
  select pid, min(id) as id from winner semi join odd using (pid) group by pid having count(*) = 1
), flag as (
  select m.pid, a.id, count(distinct m.id)::double as value
  from member m join alone a on a.pid = m.pid join won w on w.pid = m.pid and w.id = a.id
  where m.status = 2 and m.id <> a.id and m.pid not in (select pid from open)
  group by m.pid, a.id having count(distinct m.id) >= $threshold
)
select 'R035' as code, 'OCID' as part, l.ocid as id, f.value, null as ocid from flag f join line l on l.rowid = f.pid
union all
select 'R035' as code, 'Tenderer', f.id, 0.0, l.ocid from flag f join line l on l.rowid = f.pid

-- name: R036
insert into result
with odd as (select distinct pid from bid where status = 2 and amount is not null and comparable and currency = $currency),
lowest as (
  select pid, arg_min(status, {'amount': amount, 'n': n}) as status
  from bid semi join odd using (pid)
  where amount is not null and comparable and currency = $currency
  group by pid having bool_or(status = 1)
)
select 'R036' as code, 'OCID' as part, l.ocid as id, 1.0::double as value, null as ocid
from lowest f join line l on l.rowid = f.pid
where f.status = 2 and f.pid in (select pid from award where status = 1)

-- name: process_bids
-- a row is a process with submitted bids: how many of them were disqualified
create temp table process_bids as
select l.ocid, l.buyer, l.entity, k, n from (
  select pid, count(*) filter (where status = 2) as k, count(*) as n from bid group by pid
) join line l on l.rowid = pid

-- name: disqualified
-- a row is a buyer, a procuring entity or a tenderer with enough submitted bids: the share that was disqualified
create temp table disqualified as
select part, id, k::double / n as value from (
  select 'Buyer' as part, buyer as id, sum(k)::bigint as k, sum(n)::bigint as n from process_bids
  where buyer is not null group by buyer having sum(n) >= $processes
  union all
  select 'ProcuringEntity', entity, sum(k)::bigint, sum(n)::bigint from process_bids
  where entity is not null group by entity having sum(n) >= $processes
  union all
  select 'Tenderer', id, count(*) filter (where status = 2), count(*) from member
  group by id having count(*) >= $bids
)

-- name: share
create temp table share as
select part, id, value from disqualified where part = $part

-- name: R038
insert into result
select 'R038' as code, part, id, value, null as ocid from share where value >= $fence

-- name: variety
-- a row is a supplier with enough processes: how many kinds of things its active awards hold
create temp table variety as
with item as (
  select pid, supplier as id, unnest(items).classification.id as class from award
  where status = 1 and supplier is not null and items is not null
), named as (
  select pid, id, case when contains(class, '\') then class->>'$' else class[2:-2] end as class
  from item where starts_with(class, '"')
), often as (
  select id from (select distinct pid, id from named) group by id having count(*) >= $processes
)
select id, count(distinct class[:$digits])::double as value from named semi join often using (id) group by id

-- name: R048
insert into result
select 'R048' as code, 'Tenderer' as part, id, value, null as ocid from variety where value >= $fence
