-- name: printed_again
-- A line that a second snapshot of the same month prints with another figure: the portal changed it without saying so.
insert into budget_revision
with earlier as (
  unpivot (select id, document_id, approved, revised, adjusted, plan_payments, plan_obligations, obligations, paid, unpaid from budget_line_repeated)
  on approved, revised, adjusted, plan_payments, plan_obligations, obligations, paid, unpaid into name measure value figure
),
later as (
  unpivot (select b.id, b.approved, b.revised, b.adjusted, b.plan_payments, b.plan_obligations, b.obligations, b.paid, b.unpaid
    from budget_line b where b.id in (select id from budget_line_repeated))
  on approved, revised, adjusted, plan_payments, plan_obligations, obligations, paid, unpaid into name measure value figure
)
select l.id, l.measure, l.id, 'printed_again', e.figure, l.figure, l.figure - e.figure
from later l join earlier e on e.id = l.id and e.measure = l.measure
where e.figure <> l.figure
qualify row_number() over (partition by l.id, l.measure order by e.document_id) = 1
