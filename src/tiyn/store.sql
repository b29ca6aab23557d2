-- Indexes of the serving store, one per question a page asks by something other than a key.
create index statement_document on statement (document_id, position);
create index statement_about on statement (about, document_id, position);
create index statement_speaker on statement (speaker);
create index statement_link_to on statement_link (to_id, kind);
create index member_target on member (target, target_kind);
create index relation_from on relation (from_party);
create index relation_to on relation (to_party);
create index budget_line_kind on budget_line (kind, year, month, region);
create index budget_line_place on budget_line (region, administrator, year);
create index budget_line_class on budget_line (class_id, year);
create index budget_line_parent on budget_line (parent);
create index budget_coverage_place on budget_coverage (region, month);
create index budget_class_chain on budget_class (chain);
create index derived_subject on derived (subject, role, position);
create index derived_input_receipt on derived_input (receipt);
create index gap_subject on gap (subject, position);
create index gap_body on gap (body);
create index flag_subject on flag (subject);
create index document_publisher on document (publisher);
create index concern_party on concern (party);
create index fiscal_amount_row on fiscal_amount (package, resource, row);
create index fiscal_amount_total on fiscal_amount (package, measure, period);
-- Without their cells the records of a package are counted and paged in a hundredth of the pages.
create index fiscal_row_number on fiscal_row (package, resource, row);
create index fiscal_total_field on fiscal_total (package, field, within);
-- Procurement. Lists by buyer and supplier go by year; numbers are what people have on paper.
create index process_number on process (number);
create index process_buyer on process (buyer, year);
create index release_process on release (ocid, position);
create index plan_item_root on plan_item (root, version);
create index lot_number on lot (number);
create index contract_buyer on contract (buyer, year);
create index contract_supplier on contract (supplier, year);
create index contract_system_number on contract (system_number);
create index contract_number on contract (number);
create index contract_trace_buyer on contract_trace (buyer, year);
create index contract_trace_supplier on contract_trace (supplier, year);
create index pair_total_supplier on pair_total (supplier);
create index participant_identifier on participant (identifier);
-- Who is who: a name by its key, a subject in either place of a pair.
create index name_key on name (key);
create index name_bin on name (bin);
create index resolution_right on resolution (right_id);
create index resolution_outcome on resolution (outcome, reason);
create index node_id on node (id);
create index canonical_of on canonical (canonical);
create index relationship_from on relationship (from_entity);
create index relationship_to on relationship (to_entity);
-- The largest of a year first; the sums are text, their numbers order well enough for a list.
create index trace_total_top on trace_total (dimension, year, contracted + 0);
create index unit_price_most on unit_price (region, year, prices);
