-- name: purchases
-- One row per contract, and per process without any: what is sought, filtered and sorted by.
create table register_purchase as
with class as (
  select ocid, list_sort(list(distinct classification)) as codes from item where classification is not null group by ocid
),
lots as (
  select ocid, list_sort(list(distinct number)) as numbers from lot where number is not null group by ocid
),
row_of as (
  select p.ocid, c.id as contract, coalesce(c.title, p.title, c.description, p.description) as title, coalesce(c.title_kk, p.title_kk) as title_kk, p.language as lang,
    t.year, t.region, t.method, coalesce(c.status, '') as status, t.state, t.digital, t.currency, p.category, p.source_id as source,
    t.administrator || '/' || t.programme as programme, t.buyer, t.supplier, t.contracted as amount, c.signed as date,
    [p.ocid, c.id, p.number, c.number, c.system_number, regexp_replace(c.system_number, '/[0-9]+$', ''), t.buyer, t.supplier] as codes
  from contract c join process p on p.ocid = c.ocid join contract_trace t on t.ocid = c.ocid and t.contract = c.id
  union all
  select p.ocid, '', coalesce(p.title, p.description), p.title_kk, p.language, p.year, p.region, p.method, coalesce(p.status, ''), 'no_contract', p.digital,
    coalesce(p.tender_currency, p.budget_currency), p.category, p.source_id, null, coalesce(p.buyer, p.procuring_entity), null,
    coalesce(p.tender_value, p.budget_value), coalesce(p.announced, p.tender_start, p.published), [p.ocid, p.number, coalesce(p.buyer, p.procuring_entity)]
  from process p where not exists (select 1 from contract c where c.ocid = p.ocid)
)
select r.*, o.name as supplier_name, coalesce(l.numbers, []) as lot_numbers, k.codes as classifications,
  row_number() over (order by r.amount desc nulls last, r.ocid, r.contract) as amount_rank,
  row_number() over (order by r.date desc nulls last, r.ocid, r.contract) as date_rank
from row_of r
left join participant o on o.id = r.supplier and o.kind <> 'natural_person'
left join class k on k.ocid = r.ocid
left join lots l on l.ocid = r.ocid

-- name: read
-- The rows, in no order that matters: the index has its own.
select ocid, contract, title, title_kk, case when lang in ('kk', 'ru', 'en') then lang else '' end as lang, cast(year as varchar) as year, region, method, status,
  state, digital, currency, category, source, programme, buyer, supplier, supplier_name, trunc(amount) as amount, amount_rank, date_rank,
  left(classifications[1], 2) as sector,
  list_concat(codes, lot_numbers, list_transform(list_filter(codes, lambda x: contains(x, '-')), lambda x: string_split(x, '-')[-1])) as codes,
  list_distinct(flatten(list_transform(coalesce(classifications, []), lambda x: [left(x, 2), left(x, 3), left(x, 4), left(x, 6), x]))) as classes
from register_purchase order by amount_rank

-- name: forget
drop table register_purchase
