-- One row per contract: the last sum of a direct contract that began below the threshold. By contract.
with line as (
  select d.cid, max(t.number * m.number * 100) as line, min(least(t.verified, m.verified)) as verified from deal d
  join law t on t.key = 'direct_small' and t.country = d.country and d.signed_day between t.from_day and t.to_day
  join law m on m.key = 'mci' and m.country = d.country and d.signed_day between m.from_day and m.to_day group by d.cid
)
select d.cid as subject,
  case when d.standing = 0 then 'not_applicable' when d.direct is null then 'not_computable' when d.direct = 0 then 'not_applicable' when d.later = 0 then 'not_computable'
    when d.first is null or d.first <= 0 or d.amount is null or d.amount < 0 or d.unclear > 0 then 'not_computable' when d.currency <> 'KZT' then 'not_computable' when l.line is null then 'not_computable'
    when not (d.first < l.line and d.amount >= l.line) then 'no_flag' when l.verified = 0 then 'suppressed' else 'flag' end as state,
  case when d.standing = 0 then 'void' when d.direct is null then 'no_method' when d.direct = 0 then 'not_direct' when d.later = 0 then 'no_versions'
    when d.first is null or d.first <= 0 or d.amount is null or d.amount < 0 or d.unclear > 0 then 'no_amount' when d.currency <> 'KZT' then 'currency_mismatch' when l.line is null then 'law_param_missing'
    when not (d.first < l.line and d.amount >= l.line) then null when l.verified = 0 then 'law_unverified' end as reason,
  d.amount as value, l.line as threshold
from deal d left join line l on l.cid = d.cid
order by subject
