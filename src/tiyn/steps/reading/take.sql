-- name: printed_again
-- A line that a second snapshot of the same month prints with another figure: the portal changed it without saying so.
insert into budget_revision
select id, measure, id, 'printed_again', earlier, later, later - earlier
from (select *, row_number() over (partition by id, measure order by document_id) as place from (
  select r.id, m.measure,
    case m.measure when 'approved' then r.approved when 'revised' then r.revised when 'adjusted' then r.adjusted
      when 'obligations' then r.obligations when 'paid' then r.paid end as earlier,
    case m.measure when 'approved' then b.approved when 'revised' then b.revised when 'adjusted' then b.adjusted
      when 'obligations' then b.obligations when 'paid' then b.paid end as later,
    r.document_id
  from budget_line_repeated r
  join budget_line b on b.id = r.id
  cross join (values ('approved'), ('revised'), ('adjusted'), ('obligations'), ('paid')) m(measure)
) p
where earlier <> later) d
where place = 1
