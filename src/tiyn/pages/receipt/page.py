"""A receipt: everything that proves one number, one statement or one computed figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tiyn import merkle
from tiyn.dictionary import tables
from tiyn.model.errors import NotFound
from tiyn.pages.receipt.largest import largest_given
from tiyn.pages.receipt.lines import input_label, line_code, line_facts, line_hashes, line_step
from tiyn.pages.receipt.packages import amount_given, total_given
from tiyn.pages.receipt.purchases import record_examples, record_given
from tiyn.pages.receipt.ratios import ratio_parts, shown_on
from tiyn.view.budget_ratios import FORMS
from tiyn.view.budgets import MEASURES, REGIONS, sum_address
from tiyn.view.citation import bibtex, citation
from tiyn.view.facts import Fact, Foreign, subject_link
from tiyn.view.figures import Cited, Figure, Link, Saying
from tiyn.view.visit import Visit

PATH = "/receipt/{address*}"
SIGNS = {"sum": "+", "difference": "−", "share": "÷", "mean": "÷", "percent_of": "×", "count": ""}


@dataclass(frozen=True)
class Step:
    """One line of a computation: the sign before it, the number, and where it comes from."""

    op: str
    label: str
    f: Figure
    note: str


@dataclass(frozen=True)
class Tied:
    """A statement or figure this one is tied to, and in which way."""

    how: str
    text: str
    url: str


@dataclass(frozen=True)
class Proof:
    """What makes the record checkable: edition, root of all records, the record itself, the file that proves it."""

    edition: str
    root: str
    leaf: str
    number: str
    command: str
    citation: str
    bibtex: str
    file: str


@dataclass(frozen=True)
class Context:
    """A receipt. `kind` is statement, derived, budget, sum or ratio; what does not belong to it stays empty."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    kind: str
    address: str
    figure: Figure | None
    saying: Saying | None
    facts: list[Fact]
    hashes: list[Fact]
    formula: str
    reason: str
    steps: list[Step]
    others: list[Figure]
    ties: list[Tied]
    used: list[Link]
    document: Cited | None
    source_lang: str
    proof: Proof


def context(visit: Visit) -> Context:
    kind, _, rest = visit.params["address"].partition("/")
    build = {"statement": _statement, "derived": _derived, "budget": _budget, "sum": _sum}.get(kind)
    build = build or {"fiscal": _fiscal, "package": _package, "record": _record, "largest": _largest}.get(kind)
    build = _ratio if kind in FORMS else build
    if build is None:
        known = "statement/ID, derived/ID, budget/LINE/MEASURE, sum/…, fiscal/AMOUNT, package/…, record/…, largest/…"
        raise NotFound(f"no receipt {visit.params['address']}; write {known}")
    return build(visit, rest)


def _make(visit: Visit, kind: str, title: str, proof: Proof, **given: Any) -> Context:
    """The context with everything that does not belong to this kind left empty."""
    empty: dict[str, Any] = {"saying": None, "hashes": [], "formula": "", "reason": "", "steps": []}
    empty |= {"others": [], "ties": [], "used": [], "document": None, "facts": [], "source_lang": ""}
    crumbs = (Link(visit.words("nav_sources"), visit.url("/sources")), Link(visit.words("receipt_of"), ""))
    values = empty | given
    address = visit.params["address"]
    description = visit.words(f"lead_{kind}")
    return Context(title, description, crumbs, kind, address, proof=proof, **values)


def _statement(visit: Visit, identifier: str) -> Context:
    row = visit.row("statement", id=identifier)
    saying = visit.saying(identifier)
    document = visit.row("document", id=row["document_id"])
    used = [Link(saying.about, saying.about_url)] + _uses(visit, f"statement/{identifier}")
    used += [Link(visit.gap(gap).what, visit.gap(gap).url) for gap in visit.query("gaps_shown", id=identifier)]
    return _make(
        visit, "statement", saying.what, _proof(visit, "statement", row, saying.what),
        figure=saying.figure,
        saying=saying,
        facts=_said(visit, row, saying, document["language"]),
        hashes=_hashes(visit, row, document),
        ties=_ties(visit, identifier), used=used, document=saying.document, source_lang=document["language"],
    )  # fmt: skip


def _said(visit: Visit, row: dict[str, Any], saying: Saying, lang: str) -> list[Fact]:
    """What the statement says, term by term; terms the source leaves out are left out."""
    words = visit.words
    facts = [Fact(words("property"), words.name("property", row["property"]))]
    if row["said"]:
        facts.append(Fact(words("in_its_words"), Foreign(row["said"], lang), words("in_its_words_note")))
    if saying.figure:
        facts.append(Fact(words("exactly"), saying.figure.exact, words("exactly_note")))
    if row["says"]:
        facts.append(Fact(words("says"), words.name("says", row["says"])))
    for name in ("stage", "scope", "level", "vat", "period", "deadline"):
        if getattr(saying, name):
            facts.append(Fact(words(name), getattr(saying, name)))
    return facts


def _hashes(visit: Visit, row: dict[str, Any], document: dict[str, Any]) -> list[Fact]:
    """Where the words stand, and by which hashes to recognise them."""
    words = visit.words
    place = words("characters", start=row["at_start"], end=row["at_end"])
    return [
        Fact(words("document"), Link(document["title"], visit.url(f"/source/{document['id']}"))),
        Fact(words("file"), document["file"]),
        Fact(words("document_hash"), document["sha256"]),
        Fact(words("place"), place),
        Fact(words("span_hash"), row["span_sha256"]),
    ]


def _ties(visit: Visit, identifier: str) -> list[Tied]:
    """Statements this one is tied to, in both directions."""
    found = []
    for row in visit.query("tied_both", id=identifier):
        what = visit.label(f"statement/{row['other']}", "what")
        how = visit.words(f"{row['direction']}_{row['kind']}")
        found.append(Tied(how, what, visit.url(f"/receipt/statement/{row['other']}")))
    return found


def _uses(visit: Visit, receipt: str) -> list[Link]:
    """The computed figures that use this receipt."""
    found = []
    for row in visit.rows("uses_of", receipt=receipt):
        subject = visit.row("derived", id=row["id"])["subject"]
        role = visit.words.name("derived_role", visit.row("derived", id=row["id"])["role"])
        found.append(Link(role, visit.url(f"/receipt/derived/{row['id']}"), subject_link(visit, subject).text))
    return found


def _derived(visit: Visit, identifier: str) -> Context:
    figure = visit.derived(identifier)
    if figure is None:
        raise NotFound(f"no computed figure {identifier} in edition {visit.edition.id}; see /data")
    row = visit.row("derived", id=identifier)
    words, formula = visit.words, row["formula"]
    subject = subject_link(visit, row["subject"])
    title = f"{figure.label[:1].upper()}{figure.label[1:]}"
    facts = [Fact(words("about"), subject)]
    facts.append(Fact(words("exactly"), figure.exact, words("computed_exact_note")))
    if row["year"]:
        facts.append(Fact(words("period"), str(row["year"])))
    return _make(
        visit, "derived", f"{title}: {subject.text}", _proof(visit, "derived", row, title),
        figure=figure, facts=facts, formula=words.name("formula", formula), steps=_steps(visit, identifier, formula, figure),
        reason=words.name("reason", row["reason"]), used=[subject, *_uses(visit, f"derived/{identifier}")],
    )  # fmt: skip


def _steps(visit: Visit, identifier: str, formula: str, result: Figure) -> list[Step]:
    """The inputs with their signs, then the result."""
    order = {"share": ("part", "whole"), "percent_of": ("percent", "whole"), "mean": ("whole", "divisor")}
    inputs = visit.rows("derived_inputs", id=identifier)
    wanted = order.get(formula, ("whole", "part"))
    inputs = sorted(inputs, key=lambda row: wanted.index(row["role"]))
    steps = []
    for position, row in enumerate(inputs):
        figure = visit.by_receipt(row["receipt"])
        if figure is not None:
            sign = SIGNS[formula] if position else ""
            steps.append(Step(sign, input_label(visit, row["receipt"], figure), figure, visit.words(f"input_{row['role']}")))
    return [*steps, Step("=", result.label, result, visit.words.name("formula", formula))]


def _budget(visit: Visit, rest: str) -> Context:
    line, _, measure = rest.rpartition("/")
    figure = visit.budget(line, measure)
    row = visit.row("budget_line", id=line)
    document = visit.row("document", id=row["document_id"])
    place, lang = visit.words.name("region", row["region"]), document["language"]
    title = visit.words("budget_title", measure=figure.label, region=place, code=line_code(row), year=row["year"])
    return _make(
        visit, "budget", title, _proof(visit, "budget_line", row, title),
        figure=figure, facts=line_facts(visit, row, lang), hashes=line_hashes(visit, row, document),
        document=visit.cite(document["id"]), source_lang=lang,
        others=[visit.budget(line, other) for other in MEASURES],
        used=[Link(place, visit.url(f"/region/{row['region']}"))] + _uses(visit, f"budget/{line}/{measure}"),
    )  # fmt: skip


def _sum(visit: Visit, rest: str) -> Context:
    """A sum of budget lines, made again from its address; each line has its own receipt and proof."""
    measure, region, when, what = sum_address(rest)
    figure = visit.budgets.sum(measure, region, when, what)
    if figure is None:
        raise NotFound(f"no budget line for sum/{rest} in edition {visit.edition.id}; see /coverage")
    rows = visit.budgets.rows(region, when, what)
    words, formula = visit.words, visit.words.name("formula", "sum")
    place = words("all_regions") if region == REGIONS else words.name("region", region)
    title = words("sum_title", measure=figure.label, region=place, when=words.period(when))
    steps = [line_step(visit, row, measure, "+" if number else "") for number, row in enumerate(rows)]
    facts = [
        Fact(words("region"), place),
        Fact(words("lines"), figure.line),
        Fact(words("exactly"), figure.exact, words("computed_exact_note")),
    ]
    return _make(
        visit, "sum", title, _proof(visit, "", {}, title), figure=figure, facts=facts, formula=formula,
        used=shown_on(visit, region, what),
        steps=[*(Step(*step) for step in steps), Step("=", figure.label, figure, formula)],
    )  # fmt: skip


def _ratio(visit: Visit, rest: str) -> Context:
    """A figure computed from two sums; each sum leads to its own receipt."""
    title, figure, facts, steps, formula = ratio_parts(visit, visit.params["address"])
    return _make(
        visit, "ratio", title, _proof(visit, "", {}, title), figure=figure, facts=facts, formula=formula,
        used=shown_on(visit, rest.split("/")[1], rest.split("/")[-1]),
        steps=[*(Step(*step) for step in steps), Step("=", figure.label, figure, formula)],
    )  # fmt: skip


def _fiscal(visit: Visit, identifier: str) -> Context:
    title, row, parts = amount_given(visit, identifier)
    return _make(visit, "fiscal", title, _proof(visit, "fiscal_amount", row, title), **parts)


def _package(visit: Visit, rest: str) -> Context:
    """A total of a package; its amounts have their own receipts and proofs."""
    title, parts = total_given(visit, rest)
    parts["steps"] = [Step(*step) for step in parts.get("steps", ())]
    return _make(visit, "package", title, _proof(visit, "", {}, title), **parts)


def _record(visit: Visit, rest: str) -> Context:
    """One cell of a procurement row."""
    title, table, row, parts = record_given(visit, rest)
    return _make(visit, "record", title, _proof(visit, table, row, title), **parts)


def _largest(visit: Visit, rest: str) -> Context:
    """The share of a buyer's largest supplier, or one of the two sums it is made of."""
    title, parts = largest_given(visit, rest)
    parts["steps"] = [Step(*step) for step in parts["steps"]]
    return _make(visit, "largest", title, _proof(visit, "", {}, title), **parts)


def _proof(visit: Visit, table: str, row: dict[str, Any], title: str) -> Proof:
    """What proves the record; a sum (no table) has no record of its own, its lines have."""
    address, record, leaf = visit.params["address"], "", None
    if table:
        names = tables()[table].names
        record = merkle.record(table, names, [row[name] for name in names]).decode()
        leaf = visit.leaf_of(table, row) if visit.leaf_of else None
    cited = citation(visit, f"/receipt/{address}", title, leaf)
    file = visit.url(quote(f"/receipt/{address}.receipt.json", safe="/~:"))
    command = f"tiyn receipt {address} --to receipt.json"
    book = bibtex(visit, f"/receipt/{address}", title, leaf)
    return Proof(visit.edition.id, visit.edition.root, record, "" if leaf is None else str(leaf), command, cited, book, file)


def examples(visit: Visit) -> list[str]:
    """Statements and computed figures, the digital money's lines, and one sum of each form."""
    found = [f"/receipt/{row['kind']}/{row['id']}" for row in visit.query("addresses")]
    found += [f"/receipt/budget/{row['id']}/{measure}" for row in visit.query("lines") for measure in ("approved", "paid")]
    for row in visit.query("sums"):
        found.append(f"/receipt/sum/paid/{row['region']}/{row['year']}/rule-digital-money")
    for row in visit.query("package_totals"):
        found += [f"/receipt/fiscal/{row['id']}", f"/receipt/package/{row['total']}"]
    return [*found, *record_examples(visit)]
