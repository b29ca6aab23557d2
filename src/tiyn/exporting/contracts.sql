-- The purchases of an edition as one list, and that list filtered.
-- {columns}, {file} and {where} come from contracts.py: names and expressions of ours; what a reader asked for is only in variables.

-- name: list
-- One row per contract, and per process without any, in key order. What begins with _ is filtered by, and never exported.
copy (
  select r.ocid, nullif(r.contract, '') as contract, p.number as process_number, c.number as contract_number, c.system_number,
    r.title, r.title_kk, r.year, r.region, r.method, nullif(r.status, '') as status, r.state, t.reason as untraced_reason, r.digital,
    r.category, left(r.classifications[1], 2) as sector, array_to_string(r.classifications, ' ') as classifications, r.source, p.document_id as document,
    r.programme, r.buyer, b.name as buyer_name, r.supplier, r.supplier_name, c.suppliers, r.date, r.currency, r.amount,
    t.planned, t.tendered, t.awarded, t.contracted, t.acted, t.paid, t.remainder,
    list_distinct(flatten(list_transform(coalesce(r.classifications, []), lambda x: [left(x, 2), left(x, 3), left(x, 4), left(x, 6), x]))) as _classes,
    r.questions as _questions,
    r.amount_rank as _rank, case when abs(trunc(r.amount)) < 9000000000000000000 then cast(trunc(r.amount) as hugeint) end as _amount
  from register_purchase r
  left join process p on p.ocid = r.ocid
  left join contract c on c.ocid = r.ocid and c.id = r.contract
  left join contract_trace t on t.ocid = r.ocid and t.contract = r.contract
  left join participant b on b.id = r.buyer and b.kind <> 'natural_person'
  order by r.ocid, r.contract
) to $file (format parquet, compression zstd, row_group_size 30720)

-- name: given
-- The purchases a search found, by their place in the order of sums.
create temp table wanted as select unnest($ranks::bigint[]) as _rank

-- name: more
insert into wanted select unnest($ranks::bigint[])

-- name: chosen
-- The rows wanted, in key order: by ocid, then contract.
create temp view chosen as select {columns} from read_parquet({file}) where {where}

-- name: bind
-- What a reader asked for, as a value.
set variable {name} = $value
