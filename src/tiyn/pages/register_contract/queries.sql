-- name: examples
-- Three contracts of each state and reason, for the site map and the tests.
select ocid, contract from (
  select ocid, contract, row_number() over (partition by state, reason, currency order by ocid, contract) as n
  from (select * from contract_trace order by ocid, contract limit 5000)
) where n <= 2 order by ocid, contract limit 60
