-- Queries a reader may begin with, over Parquet files saved in one folder.

-- name: years
select year, currency, count(*) as contracts, sum(value) as total
from 'contract.parquet' group by all order by year, currency

-- name: buyers
select p.name, t.currency, count(*) as contracts, sum(t.contracted) as contracted, sum(t.paid) as paid
from 'contract_trace.parquet' t join 'participant.parquet' p on p.id = t.buyer
group by all order by contracted desc limit 20

-- name: untraced
select reason, count(*) as contracts from 'contract_trace.parquet'
where reason is not null group by reason order by contracts desc, reason

-- name: stated
select property, unit, count(*) as figures, count(distinct source_id) as sources
from 'statement.parquet' where value is not null group by all order by figures desc, property, unit
