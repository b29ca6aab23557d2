-- What is known of one contracting process, table by table, from the serving store.

-- name: process
select * from process where ocid = :ocid order by ocid

-- name: lot
select * from lot where ocid = :ocid order by position, id

-- name: item
select * from item where ocid = :ocid order by parent_kind, parent, position

-- name: bid
select * from bid where ocid = :ocid order by position, id

-- name: award
select * from award where ocid = :ocid order by position, id

-- name: contract
select * from contract where ocid = :ocid order by position, id

-- name: contract_version
select * from contract_version where ocid = :ocid order by contract, position

-- name: act
select * from act where ocid = :ocid order by contract, id

-- name: payment
select * from payment where ocid = :ocid order by contract, id

-- name: charge
select * from charge where ocid = :ocid order by contract, id

-- name: milestone
select * from milestone where ocid = :ocid order by parent_kind, parent, id

-- name: amendment
select * from amendment where ocid = :ocid order by parent_kind, parent, id

-- name: attachment
select * from attachment where ocid = :ocid order by parent_kind, parent, id

-- name: involvement
select * from involvement where ocid = :ocid order by object, object_id, role, position

-- name: budget_part
select * from budget_part where owner_kind = 'process' and owner = :ocid order by position

-- name: participant
select * from participant where id = :id order by id
