-- name: process
-- One contracting process.
select * from process where ocid = :id

-- name: releases
-- The releases a process was compiled from, in order.
select * from release where ocid = :ocid order by position, document_id, locator

-- name: lots
select * from lot where ocid = :ocid order by position, id

-- name: items
-- Items of one stage: of the tender (parent ''), an award or a contract.
select * from item where ocid = :ocid and parent_kind = :kind and parent = :parent order by position

-- name: bids
select * from bid where ocid = :ocid order by position, id

-- name: awards
select * from award where ocid = :ocid order by position, id

-- name: contracts
select * from contract where ocid = :ocid order by position, id

-- name: contract
select * from contract where ocid = :ocid and id = :id

-- name: trace
select * from contract_trace where ocid = :ocid and contract = :contract order by contract

-- name: versions
select * from contract_version where ocid = :ocid and contract = :contract order by position

-- name: acts
select * from act where ocid = :ocid and contract = :contract order by date, id

-- name: payments
select * from payment where ocid = :ocid and contract = :contract order by date, id

-- name: milestones
select * from milestone where ocid = :ocid order by parent_kind, parent, id

-- name: amendments
select * from amendment where ocid = :ocid order by parent_kind, parent, id

-- name: attachments
select * from attachment where ocid = :ocid order by parent_kind, parent, id

-- name: involvements
select * from involvement where ocid = :ocid order by object, object_id, role, position

-- name: budget_parts
-- The budget lines behind a process or a plan item.
select * from budget_part where owner_kind = :kind and owner = :owner order by position

-- name: plan_item
select * from plan_item where id = :id

-- name: plan_versions
select * from plan_item where root = :root order by version, id

-- name: participant
select * from participant where id = :id

-- name: pair_contracts
-- Other contracts of the same buyer with the same supplier, the latest first; :most of them.
select t.* from contract_trace t where t.buyer = :buyer and t.supplier = :supplier
order by t.year desc, t.ocid, t.contract limit :most

-- name: pair
select * from pair_total where buyer = :buyer and supplier = :supplier order by source_id, currency

-- name: totals
-- What was followed of one buyer, supplier, programme, region …, by source, year and currency.
select * from trace_total where dimension = :dimension and member = :member order by source_id, year, currency

-- name: reasons
select * from trace_reason where dimension = :dimension and member = :member order by source_id, year, currency, reason

-- name: suppliers_of
-- The suppliers a buyer bought most from; :most of them. Sums of two currencies have no order: the first of each come first, those without a currency last.
select * from pair_total where buyer = :id
order by currency = '', row_number() over (partition by currency order by contracted + 0 desc, supplier, source_id), currency limit :most

-- name: buyers_of
select * from pair_total where supplier = :id
order by currency = '', row_number() over (partition by currency order by contracted + 0 desc, buyer, source_id), currency limit :most

-- name: prices
-- How a class is priced: one row per unit, currency, VAT basis, region and year.
select * from unit_price where scheme = :scheme and classification = :code order by unit, currency, vat, region, year

-- name: stages
select * from stage_total order by source_id, stage, currency, status

-- name: unread
select * from unread_field where source_id = :source order by records desc, path

-- name: price_of_all
-- How a class and unit is priced in all regions and years.
select * from unit_price where scheme = :scheme and classification = :code and unit = :unit and currency = :currency and vat = :vat
  and region = '' and year = 0
order by scheme

-- name: contracts_of
-- The contracts of a process with their traces, by id.
select t.*, c.system_number, c.number from contract_trace t join contract c on c.ocid = t.ocid and c.id = t.contract
where t.ocid = :ocid order by t.contract
