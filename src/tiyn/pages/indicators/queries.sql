-- name: counts
-- How many results of each state an indicator has, by indicator and state.
select indicator, state, count(*) as n from flag group by indicator, state order by indicator, state
