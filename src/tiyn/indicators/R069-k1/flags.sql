-- One row per contract: by how much its last total exceeds its first. By contract.
with grown as (
  select cid, standing, later, unclear, first, amount, first_currency, currency, amount_reason, ppm(amount - first, first) as growth
  from deal
)
select cid as subject,
  case when standing = 0 then 'not_applicable' when later = 0 then 'not_computable' when first is null or first <= 0 or amount is null or amount < 0 then 'not_computable'
    when coalesce(first_currency, currency) <> currency then 'not_computable' when unclear > 0 then 'not_computable'
    when growth >= $least then 'flag' else 'no_flag' end as state,
  case when standing = 0 then 'void' when later = 0 then 'no_versions' when first is null or first <= 0 or amount is null or amount < 0 then 'no_amount'
    when coalesce(first_currency, currency) <> currency then 'currency_mismatch' when unclear > 0 then 'unclear_change' end as reason,
  growth as value, $least as threshold
from grown
order by subject
