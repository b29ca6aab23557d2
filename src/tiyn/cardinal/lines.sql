-- The lines of a file, laid out once. Every leaf is kept as JSON text: "12" and 12 stay apart, for Cardinal reads
-- only text as an id and only a number as an amount; a field of another shape than expected is null, which is how
-- Cardinal passes over it. A line that is no JSON is a row of nulls.

-- name: line
-- a row is a line that is not blank, in the file's order (rowid); kept: Cardinal looks at it
create temp table line as
select
  ocid::varchar as ocid,
  coalesce(starts_with(ocid, '"') and tender.status::varchar is distinct from '"cancelled"', false)
    and coalesce(not list_contains($excluded, tender."procurementMethodDetails"::varchar), true) as kept,
  tender."procurementMethod"::varchar as method,
  tender."procurementMethodDetails"::varchar as details,
  tender."numberOfTenderers"::varchar as tenderers,
  tender."tenderPeriod"."startDate"::varchar as opens,
  tender."tenderPeriod"."endDate"::varchar as closes,
  case when starts_with(buyer.id, '"') then buyer.id::varchar end as buyer,
  case when starts_with(tender."procuringEntity".id, '"') then tender."procuringEntity".id::varchar end as entity,
  bids.details as offers,
  awards
from read_json($file, format = 'newline_delimited', ignore_errors = true, compression = 'none', maximum_object_size = $longest,
  columns = {
    'ocid': 'JSON',
    'buyer': 'STRUCT(id JSON)',
    'tender': 'STRUCT(status JSON, "procurementMethod" JSON, "procurementMethodDetails" JSON, "numberOfTenderers" JSON, '
      '"procuringEntity" STRUCT(id JSON), "tenderPeriod" STRUCT("startDate" JSON, "endDate" JSON))',
    'bids': 'STRUCT(details STRUCT(status JSON, "date" JSON, tenderers STRUCT(id JSON)[], '
      '"value" STRUCT(amount JSON, currency JSON))[])',
    'awards': 'STRUCT(status JSON, suppliers STRUCT(id JSON)[], items STRUCT(classification STRUCT(id JSON))[])[]'
  })

-- name: bid
-- a row is a submitted bid: status 1 valid, 2 disqualified, 3 any other text; price only where amount and currency are both there
create temp table bid as
with one as (
  select rowid as pid, closes, unnest(offers) as b, generate_subscripts(offers, 1) as n,
    coalesce(case when len($compared) > 0 then list_contains($compared, details)
      else not list_contains($uncompared, details) end, len($compared) = 0) as comparable
  from line where kept
), told as (
  select pid, n, comparable,
    case b.status::varchar when '"valid"' then 1 when '"disqualified"' then 2 when '"invited"' then 0 when '"withdrawn"' then 0
      else case when starts_with(b.status, '"') then 3 else 0 end end::tinyint as status,
    case when starts_with(b.value.currency, '"') then try_cast(b.value.amount::varchar as double) end as amount,
    b.value.currency::varchar as currency, b.date::varchar as date, closes, b.tenderers as tenderers
  from one
)
select pid, n::integer as n, status, comparable,
  amount, currency,
  status = 1 and starts_with(date, '"') and starts_with(closes, '"') and date <> closes
    -- texts of one length without escapes compare as they stand, quotes and all
    and case when strlen(date) = strlen(closes) and not contains(date, '\') and not contains(closes, '\') then date > closes
      else (date->>'$') > (closes->>'$') end as late,
  case when len(tenderers) = 1 and starts_with(tenderers[1].id, '"') then tenderers[1].id::varchar end as tenderer,
  case when len(tenderers) > 1
    then list_filter(list_transform(tenderers, lambda t: t.id::varchar), lambda i: starts_with(i, '"')) end as tenderers
from told where status > 0

-- name: member
-- a row is a tenderer named on a submitted bid, as often as it is named
create temp table member as
select pid, n, status, late, tenderer as id from bid where tenderer is not null
union all
select pid, n, status, late, unnest(tenderers) as id from bid where tenderers is not null

-- name: award
-- a row is an award with a status: 0 over without a contract, 1 active, 2 not final
create temp table award as
with one as (select rowid as pid, unnest(awards) as a from line where kept)
select pid,
  case a.status::varchar when '"active"' then 1 when '"cancelled"' then 0 when '"unsuccessful"' then 0 else 2 end::tinyint as status,
  case when len(a.suppliers) = 1 and starts_with(a.suppliers[1].id, '"') then a.suppliers[1].id::varchar end as supplier,
  case when len(a.suppliers) > 1
    then list_filter(list_transform(a.suppliers, lambda t: t.id::varchar), lambda i: starts_with(i, '"')) end as suppliers,
  case when a.status::varchar = '"active"' and len(a.suppliers) = 1 then a.items end as items
from one where starts_with(a.status, '"')

-- name: winner
-- a row is a supplier of an active award, once per process
create temp table winner as
select pid, supplier as id from award where status = 1 and supplier is not null
union
select pid, unnest(suppliers) as id from award where status = 1 and suppliers is not null

-- name: contest
-- a row is a process whose awards are all final, exactly one of them active, won by exactly one supplier
create temp table contest as
select pid, any_value(supplier) filter (where status = 1) as supplier from award
group by pid
having max(status) = 1 and count(*) filter (where status = 1) = 1 and supplier is not null

-- name: first_currency
-- the currency of the first price that is compared: in the file's order, the price ratio before the lowest bid
with seen as (
  select b.pid * 16777216 + b.n as place, b.currency
  from bid b join contest c using (pid)
  where $ratio and b.status = 1 and b.tenderer is not null and b.amount is not null and b.comparable
  union all
  select b.pid * 16777216 + 8388608 + b.n, b.currency
  from bid b semi join (select pid from award where status = 1) w using (pid)
  where $lowest and b.amount is not null and b.comparable
)
select currency from seen order by place limit 1

-- name: ratio
-- a row is a process: how far, relative to it, the lowest valid price of another lies above the winner's
create temp table ratio as
with lowest as (
  select b.pid, min(b.amount) filter (where b.tenderer = c.supplier) as winner,
    min(b.amount) filter (where b.tenderer <> c.supplier) as other
  from bid b join contest c using (pid)
  where b.status = 1 and b.tenderer is not null and b.amount is not null and b.comparable and b.currency = $currency
  group by b.pid
)
select l.ocid, pid, (other - winner) / winner as ratio
from lowest join line l on l.rowid = pid
where other >= winner
-- a process that comes twice counts once, as it stood last
qualify row_number() over (partition by l.ocid order by pid desc) = 1
