-- One row per contract: days by which the award followed the signature. By contract.
with spell as (select d.cid, d.standing, d.signed_day as first_day, w.day as second_day from deal d left join decision w on w.award = d.award)
select cid as subject,
  case when standing = 0 then 'not_applicable' when first_day is null or second_day is null then 'not_computable' when second_day - first_day > $most then 'flag' else 'no_flag' end as state,
  case when standing = 0 then 'void' when first_day is null or second_day is null then 'no_date' end as reason,
  greatest(second_day - first_day, 0) as value, $most as threshold
from spell
order by subject
