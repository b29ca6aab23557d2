-- One file of the whole edition. {table}, {columns} are of the dictionary.

-- name: copy
insert into main.{table} ({columns}) select {columns} from origin.{table}

-- name: purchases
-- Contracts with what is traced of their money, and who they are between.
create view purchases as
select c.ocid, c.id as contract, p.title as process, c.title, c.signed, c.value, c.currency, t.paid, t.remainder, t.state,
  b.name as buyer_name, s.name as supplier_name, c.buyer, c.supplier
from contract c
join process p on p.ocid = c.ocid
left join contract_trace t on t.ocid = c.ocid and t.contract = c.id
left join participant b on b.id = c.buyer
left join participant s on s.id = c.supplier

-- name: payments
-- Payments with the contract they were made under.
create view payments as
select y.ocid, y.contract, y.id, y.date, y.value, y.currency, c.title, c.value as contract_value, c.supplier
from payment y
left join contract c on c.ocid = y.ocid and c.id = y.contract
