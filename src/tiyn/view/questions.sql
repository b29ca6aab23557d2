-- name: answers
-- What every indicator answered about one subject.
select s.indicator, s.state, s.reason from checked c join check_pattern s on s.pattern = c.pattern
where c.kind = :kind and c.ocid = :ocid and c.id = :id order by s.indicator

-- name: flag
-- One flag with its figures.
select * from flagged where indicator = :indicator and kind = :kind and ocid = :ocid and id = :id

-- name: reference
select * from reference where indicator = :indicator and peers = :peers order by peers

-- name: rate_unit
select * from rate_unit where indicator = :indicator and ocid = :ocid and id = :id

-- name: of_participant
-- The flags of one indicator on a participant, by period.
select * from flagged where indicator = :indicator and kind = :kind and ocid = :ocid order by id limit :most

-- name: base
-- How many subjects of each indicator were answered, and of how many a question was raised.
select indicator, sum(case when state = 'flag' then subjects else 0 end) as raised,
  sum(case when state in ('flag', 'no_flag') then subjects else 0 end) as answered, sum(subjects) as asked
from indicator_total group by indicator order by indicator

-- name: rules
-- The rules of purchases this edition used.
select * from indicator_version order by indicator

-- name: totals
-- One indicator's answers by source, year, method, state and reason.
select * from indicator_total where indicator = :indicator order by source_id, year, method, state, reason

-- name: coverage
-- Every indicator's answers by state and reason, of one source or year where it is chosen.
select indicator, state, reason, sum(subjects) as n from indicator_total
where (:source = '' or source_id = :source) and (:year = '' or year = cast(:year as integer))
group by indicator, state, reason order by indicator, state, reason

-- name: covered
-- By source and year: how many answers were asked for, how many could be given, how many are questions.
select source_id, year, sum(case when state <> 'not_applicable' then subjects else 0 end) as asked,
  sum(case when state in ('flag', 'no_flag') then subjects else 0 end) as answered, sum(case when state = 'flag' then subjects else 0 end) as raised
from indicator_total group by source_id, year order by source_id, year

-- name: of_market
-- The answers about one class of goods, works or services: its flags, by region and year.
select * from flagged where indicator = :indicator and kind = 'market' and ocid = '' and id >= :begins and id < :ends order by id limit :most

-- name: market_answers
-- How often each answer was given about one class of goods, works or services.
select s.indicator, s.state, s.reason, count(*) as n from checked c join check_pattern s on s.pattern = c.pattern
where c.kind = 'market' and c.ocid = '' and c.id >= :begins and c.id < :ends
group by s.indicator, s.state, s.reason order by s.indicator, s.state, s.reason

-- name: hits
-- A page of one indicator's flags after a place in their order.
select * from flagged where indicator = :indicator and (kind, ocid, id) > (:kind, :ocid, :id)
  and (:year = '' or year = cast(:year as integer)) and (:method = '' or method = :method) and (:region = '' or region = :region)
order by kind, ocid, id limit :most

-- name: law
-- The rows of a legal parameter.
select * from legal_parameter where key = :key order by country, begins, ways, value

-- name: law_keys
select distinct key from legal_parameter order by key
