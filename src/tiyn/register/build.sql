-- name: ranks
-- Where each purchase stands by sum and by date: unique, over all of them. Narrow rows, so that a country's fit.
create table register_rank as
with row_of as (
  select t.ocid, t.contract, t.contracted as amount, c.signed as date
  from contract_trace t join contract c on c.ocid = t.ocid and c.id = t.contract
  union all
  select p.ocid, '', coalesce(p.tender_value, p.budget_value), coalesce(p.announced, p.tender_start, p.published)
  from process p where not exists (select 1 from contract c where c.ocid = p.ocid)
)
select ocid, contract, row_number() over (order by amount desc nulls last, ocid, contract) as amount_rank,
  row_number() over (order by date desc nulls last, ocid, contract) as date_rank
from row_of

-- name: edges
-- Every so many processes one ocid: between two of them lies what is laid out at once.
select ocid from (select ocid, row_number() over (order by ocid) as n from process) where n % $size = 0 order by ocid

-- name: room
-- The purchases, none yet.
create table register_purchase (
  ocid varchar, contract varchar, title varchar, title_kk varchar, lang varchar, year bigint, region varchar, method varchar, status varchar, state varchar,
  digital varchar, currency varchar, category varchar, source varchar, programme varchar, buyer varchar, supplier varchar, amount decimal(38, 18),
  date varchar, codes varchar[], supplier_name varchar, lot_numbers varchar[], classifications varchar[], questions varchar[], amount_rank bigint, date_rank bigint
)

-- name: part
-- One row per contract, and per process without any, of the ocids from $low to before $high: what is sought, filtered and sorted by.
insert into register_purchase
with class as (
  select ocid, list_sort(list(distinct classification)) as codes from item
  where classification is not null and ocid >= $low and ($high is null or ocid < $high) group by ocid
),
lots as (
  select ocid, list_sort(list(distinct number)) as numbers from lot
  where number is not null and ocid >= $low and ($high is null or ocid < $high) group by ocid
),
raised as (
  select ocid, kind, id, indicator from flagged
  where kind in ('contract', 'lot', 'process') and ocid >= $low and ($high is null or ocid < $high)
),
-- a lot's questions are a contract's where it is the only one of its process
single as (
  select ocid, case when count(*) = 1 then min(id) else '' end as contract from contract
  where ocid >= $low and ($high is null or ocid < $high) group by ocid
),
questions as (
  select r.ocid, case when r.kind = 'contract' then r.id else coalesce(s.contract, '') end as contract,
    list_sort(list(distinct r.indicator)) as questions
  from raised r left join single s on s.ocid = r.ocid where r.kind = 'contract' or s.ocid is null or s.contract <> '' group by 1, 2
),
row_of as (
  select p.ocid, c.id as contract, coalesce(c.title, p.title, c.description, p.description) as title, coalesce(c.title_kk, p.title_kk) as title_kk, p.language as lang,
    t.year, t.region, t.method, coalesce(c.status, '') as status, t.state, t.digital, t.currency, p.category, p.source_id as source,
    t.administrator || '/' || t.programme as programme, t.buyer, t.supplier, t.contracted as amount, c.signed as date,
    [p.ocid, c.id, p.number, c.number, c.system_number, regexp_replace(c.system_number, '/[0-9]+$', ''), t.buyer, t.supplier] as codes
  from contract c join process p on p.ocid = c.ocid join contract_trace t on t.ocid = c.ocid and t.contract = c.id
  where p.ocid >= $low and ($high is null or p.ocid < $high)
  union all
  select p.ocid, '', coalesce(p.title, p.description), p.title_kk, p.language, p.year, p.region, p.method, coalesce(p.status, ''), 'no_contract', p.digital,
    coalesce(p.tender_currency, p.budget_currency), p.category, p.source_id, null, coalesce(p.buyer, p.procuring_entity), null,
    coalesce(p.tender_value, p.budget_value), coalesce(p.announced, p.tender_start, p.published), [p.ocid, p.number, coalesce(p.buyer, p.procuring_entity)]
  from process p where not exists (select 1 from contract c where c.ocid = p.ocid)
    and p.ocid >= $low and ($high is null or p.ocid < $high)
)
select r.*, o.name as supplier_name, coalesce(l.numbers, []) as lot_numbers, k.codes as classifications, coalesce(q.questions, []) as questions, n.amount_rank, n.date_rank
from row_of r
join register_rank n on n.ocid = r.ocid and n.contract = r.contract
left join participant o on o.id = r.supplier and o.kind <> 'natural_person'
left join class k on k.ocid = r.ocid
left join lots l on l.ocid = r.ocid
left join questions q on q.ocid = r.ocid and q.contract = r.contract

-- name: read
-- The rows, in no order that matters: the index has its own.
select ocid, contract, title, title_kk, case when lang in ('kk', 'ru', 'en') then lang else '' end as lang, cast(year as varchar) as year, region, method, status,
  state, digital, currency, category, source, programme, buyer, supplier, supplier_name, trunc(amount) as amount, amount_rank, date_rank,
  left(classifications[1], 2) as sector, questions,
  list_concat(codes, lot_numbers, list_transform(list_filter(codes, lambda x: contains(x, '-')), lambda x: string_split(x, '-')[-1])) as codes,
  list_distinct(flatten(list_transform(coalesce(classifications, []), lambda x: [left(x, 2), left(x, 3), left(x, 4), left(x, 6), x]))) as classes
from register_purchase where ocid >= $low and ($high is null or ocid < $high) order by ocid, contract

-- name: forget
drop table register_purchase; drop table register_rank
