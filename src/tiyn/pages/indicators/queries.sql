-- name: counts
-- How many results of each state an indicator has, by indicator and state.
select indicator, state, sum(n) as n from (
  select indicator, state, count(*) as n from flag group by indicator, state
  union all select indicator, state, sum(subjects) as n from indicator_total group by indicator, state
) t group by indicator, state order by indicator, state
