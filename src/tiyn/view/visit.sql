-- name: statement
-- One statement.
select * from statement where id = :id

-- name: about
-- The statements about a subject, document by document in reading order.
select id from statement where about = :subject order by document_id, position

-- name: of_document
-- The statements of a document in reading order.
select id from statement where document_id = :document order by position

-- name: by_speaker
-- The statements of a speaker, document by document.
select id from statement where speaker = :party order by document_id, position

-- name: tied
-- The statements tied to one by a kind of tie, in reading order.
select s.id from statement_link l join statement s on s.id = l.from_id
where l.to_id = :id and l.kind = :kind order by s.document_id, s.position

-- name: ties_of
-- What one statement is tied to.
select kind, to_id from statement_link where from_id = :id order by kind, to_id

-- name: badges
-- The badges of a statement.
select code from badge where statement = :id order by code

-- name: addressees
-- The parties an order is addressed to.
select party from addressee where statement = :id order by party

-- name: concerning
-- The statements that concern a party, document by document.
select s.id from concern c join statement s on s.id = c.statement where c.party = :party order by s.document_id, s.position

-- name: label
-- One text of ours.
select text from label where owner = :owner and role = :role and lang = :lang

-- name: labels
-- All texts of an owner in a language, by role.
select role, text from label where owner = :owner and lang = :lang order by role

-- name: document
-- One document.
select * from document where id = :id

-- name: party
-- One party.
select * from party where id = :id

-- name: subject
-- One subject.
select * from subject where id = :id

-- name: subject_of_kind
-- One subject, when it is of that kind.
select * from subject where id = :id and kind = :kind

-- name: cautions
-- What must not be concluded about a subject, in order.
select text from label where owner = :owner and lang = :lang and role like 'caution:%' order by role

-- name: subjects
-- The subjects of a kind, by id.
select id from subject where kind = :kind order by id

-- name: members
-- The targets of a role of a subject, in order.
select target from member where subject = :subject and role = :role order by position

-- name: roles
-- All members of a subject, in order.
select role, position, target_kind, target from member where subject = :subject order by role, position

-- name: derived
-- One computed figure.
select * from derived where id = :id

-- name: derived_of
-- The computed figures of a role of a subject, by year and position.
select id from derived where subject = :subject and role = :role order by year, position, id

-- name: derived_inputs
-- The inputs of a computed figure, in order.
select role, receipt from derived_input where derived = :id order by position

-- name: budget_line
-- One budget line with its printed name.
select b.*, c.name from budget_line b join budget_class c on c.id = b.class_id where b.id = :id

-- name: gaps
-- The gaps of a subject, in order.
select * from gap where subject = :subject order by position

-- name: gap
-- One gap.
select * from gap where id = :id

-- name: gap_answers
-- The documents that answer a gap, in order.
select * from gap_answer where gap = :gap order by position

-- name: law_on
-- A legal parameter of Kazakhstan as it stood on a day; the last row that had begun.
select * from legal_parameter where key = :key and country = 'KZ' and begins <= :day and (ends is null or ends >= :day)
order by begins desc limit 1

-- name: relations
-- Every relation between parties, by statement.
select * from relation order by statement

-- name: source
-- One source.
select * from source where id = :id


-- name: gaps_of_statement
-- The gaps that a statement shows, in order.
select * from gap where statement = :statement order by subject, position

-- name: same_number
-- Other subjects whose own money is named with the same number, by id.
select distinct m.subject as id from statement s join member m on m.target_kind = 'statement' and m.target = s.id
where s.value = :value and s.unit = :unit and s.about <> :subject and m.subject = s.about order by m.subject

-- name: orders
-- Every order and promise, those with a deadline first, then by document in reading order.
select id, stance, deadline from statement where stance in ('orders', 'promises')
order by coalesce(deadline, 'not stated') = 'not stated', deadline, said_on, document_id, position
-- name: relations_of
-- Every relation of a party in either direction, by statement.
select * from relation where from_party = :party or to_party = :party order by relation, statement

-- name: uses_of
-- The computed figures that use a receipt, by id.
select distinct derived as id from derived_input where receipt = :receipt order by derived

-- name: party_of_kind
-- One party, when it is a person (1) or is not (0).
select * from party where id = :id and (schema = 'Person') = :person

-- name: names_of
-- The names of an owner in every language, by language.
select lang, text from label where owner = :owner and role = 'name' order by lang

-- name: aliases
-- The further names of an owner, by name.
select text from alias where owner = :owner order by text

-- name: orders_to
-- The statements addressed to a party, document by document.
select s.id from addressee a join statement s on s.id = a.statement where a.party = :party order by s.document_id, s.position

-- name: gaps_of
-- The gaps a party should answer, by subject.
select * from gap where body = :party order by subject, position

-- name: documents_of
-- The documents a party published, by id.
select id, title from document where publisher = :party order by id

-- name: contracts_of
-- The contracts a party is a side of, with its side, by contract.
select subject, role from member where target_kind = 'party' and target = :party and role in ('buyer', 'supplier')
order by subject, role

-- name: budget_links
-- The judged ties of a subject to administrators' budgets, confirmed ones first.
select region, administrator, functional_group, judgement, certainty, same_body, same_period, same_scope
from budget_link where subject = :subject order by judgement, region, administrator, functional_group

-- name: spoken_of
-- What corrections and replies speak of, the latest first.
select a.address, 'correction' as kind, c.id, c.published from correction_affects a join correction c on c.id = a.correction
union all
select a.address, 'reply' as kind, r.id, r.published from reply_answers a join reply r on r.id = a.reply
order by 4 desc, 2, 3

-- name: corrections
-- Every correction and refusal, the latest first.
select id from correction order by published desc, position desc

-- name: correction
-- One correction.
select * from correction where id = :id

-- name: affected
-- What a correction affects, in order.
select address from correction_affects where correction = :id order by position

-- name: replies
-- Every reply, the latest first.
select id from reply order by published desc, id

-- name: replies_by
-- The replies of a party, the latest first.
select id from reply where party = :party order by published desc, id

-- name: reply
-- One reply.
select * from reply where id = :id

-- name: answered
-- What a reply answers, in order.
select address from reply_answers where reply = :id order by position
