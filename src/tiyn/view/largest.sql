-- name: contracts
-- Every contract of a buyer that stands, with its sum where one was published, by ocid and contract.
select ocid, contract, source_id, supplier, coalesce(currency, '') as currency, coalesce(vat, '') as vat, contracted
from contract_trace where buyer = :buyer and state <> 'void' order by ocid, contract
