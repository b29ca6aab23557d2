-- One row per contract: days by which the signature followed the beginning of the term. By contract.
with spell as (select d.cid, d.standing, d.start_day as first_day, d.signed_day as second_day from deal d )
select cid as subject,
  case when standing = 0 then 'not_applicable' when first_day is null or second_day is null then 'not_computable' when second_day - first_day > $most then 'flag' else 'no_flag' end as state,
  case when standing = 0 then 'void' when first_day is null or second_day is null then 'no_date' end as reason,
  greatest(second_day - first_day, 0) as value, $most as threshold
from spell
order by subject
