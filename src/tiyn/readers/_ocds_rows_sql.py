"""SQL made from the mapping: relations into the rows of the tables, organizations, and counts of unread paths."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tiyn.dictionary import SQL_TYPES, tables
from tiyn.queries import queries
from tiyn.readers._ocds_mapping import Column, Keys, Mapping, Parties, Rule
from tiyn.readers._ocds_rows import OBJECTS
from tiyn.readers._ocds_shape import LISTED
from tiyn.readers._ocds_sql import DATE, MAX_ID, NULL_MARK, Relation, cell, kind_at, literal, odd, quoted, ruled
from tiyn.readers._organization_words import TELLING, lists

SQL = Path(__file__).with_suffix(".sql")
PARTIES: Keys = ("parties",)
ORGANIZATION = ("name", "name_kk", "locality", "region", "country")
_WEIGHTS = (tuple(range(1, 12)), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


@dataclass(frozen=True)
class Place:
    """Whose rows these are: SQL never sees anything else of the file."""

    source: str
    document: str
    space: str


def _weighed(weights: tuple[int, ...]) -> str:
    """The remainder by eleven of a number's first eleven digits, each by its weight."""
    return "(" + " + ".join(f"{weight} * (digits // {10 ** (11 - at)} % 10)" for at, weight in enumerate(weights)) + ") % 11"


def party(found: dict[Keys, Relation], known: Mapping, space: str) -> list[str]:
    """The organizations each release lists, under the ids they get; see `_ocds_party.identified`."""
    relation = found[PARTIES]
    number, scheme = (_organization(relation, Column("", "text", str, (("identifier", one),))) for one in ("id", "scheme"))
    words = [(one.name, one) for one in known.organization.columns]
    columns = ", ".join(f"{_organization(relation, one)} as {name}" for name, one in words)
    first, second = _weighed(_WEIGHTS[0]), _weighed(_WEIGHTS[1])
    digits = "case when regexp_full_match(number, '\\d{12}') then cast(number as bigint) end"
    check = f"(case when {first} < 10 then {first} else {second} end) = digits % 10"
    bin_ = f"digits is not null and substr(number, 5, 1) in ('4', '5', '6') and {check}"
    ours = "scheme = 'KZ-BIN' or (starts_with(scheme, 'KZ-') and digits is not null)"
    local, whole = f"{literal(space + ':')} || id", f"case when {ours} then 'KZ-BIN' else scheme end || '-' || number"
    key = f"case when number is null then {local} else {whole} end"
    inner = f"select n, ocid, i, id, roles, {number} as number, {scheme} as scheme, {columns} from {relation.name}"
    state = f"case when number is null then 'none' when {ours} then 'valid' else 'other' end"
    kept = f"case when {ours} then 'KZ-BIN' else scheme end"
    wrong = f"({ours}) and not coalesce({bin_}, false)"
    names = ", ".join(name for name, _ in words)
    return [
        f"create or replace temp table party as select n, ocid, i, id, roles, number, {kept} as scheme, {state} as state, "
        f"{key} as key, {wrong} as wrong, {names} from (select *, {digits} as digits from ({inner}))",
        queries(SQL)["said"],
    ]


def _organization(relation: Relation, column: Column) -> str:
    return f"cast({cell(relation, column)} as varchar)"


# Under names no column of a relation bears.
_KEYS = "(select n as p_n, id as p_id, key as p_key from party)"
_WHOLE = "(select n as w_n, buyer as w_buyer, region as w_region, year as w_year from whole)"
_WON = "(select n as a_n, own as a_own, supplier as a_supplier, suppliers as a_suppliers from won)"
_SPACED = r"^[\s\p{Z}\x{85}]|[\s\p{Z}\x{85}]$"
PARTY_ODD = " or ".join(
    (
        f"id is null or strlen(id) > {MAX_ID} or wrong or roles is null or len(roles) = 0 or list_unique(roles) <> len(roles)",
        "len(list_filter(roles, lambda role: length(role) > 80)) > 0 or (number is null) <> (scheme is null)",
        f"strlen(number) > {MAX_ID} or strlen(scheme) > {MAX_ID}",
        f"regexp_matches(number, '{_SPACED}') or regexp_matches(scheme, '{_SPACED}')",
        "(regexp_matches(scheme, '(?i)^kz-') and scheme <> 'KZ-BIN')",
        f"strip_accents(lower(scheme)) in ({', '.join(literal(one) for one in sorted(lists().person_schemes))})",
        # an id that says the name: `_organization_words.bears_name`
        r"(number is null and len(list_filter(string_split_regex(strip_accents(lower(name)), '[^\p{L}]+'), lambda word: "
        f"length(word) >= {TELLING} and contains(strip_accents(lower(id)), word))) > 0)",
    )
)
_NO_REFERENCE = (
    "select 0 as n, '' as ocid, 0 as seq, '' as role, '' as object, 0 as beyond, '' as object_id, 1 as i, '' as id limit 0"
)


def references(found: dict[Keys, Relation], known: Mapping) -> str:
    """Every organization a rule names, in the order of the rules, with the id it gets."""
    parts = []
    for number, (rule, base) in enumerate(ruled(known, found)):
        for one in rule.parties:
            keys = _used(found[base], one)
            if keys is None:
                continue
            kind = rule.table if rule.table in OBJECTS else "process"
            listed = kind_at(found[base], keys) == "list"
            relation, own = (found[(*base, *keys)], "up") if listed else (found[base], "own")
            name = quoted("id" if listed else "/".join((*keys, "id")))
            there = "" if listed else f" where {quoted('/'.join(keys) + '{}')}"
            what = (
                f"{number} as seq, {literal(one.role)} as role, {literal(kind)} as object, {'1' if one.beyond else '0'} as beyond"
            )
            place = f"{own if kind != 'process' else literal('')} as object_id, {'i' if listed else '1'} as i"
            parts.append(f"select n, ocid, {what}, {place}, {name} as id from {relation.name}{there}")
    every = " union all ".join(parts) or _NO_REFERENCE
    return (
        f"create or replace temp table ref as select r.*, p.key from ({every}) r left join party p on p.n = r.n and p.id = r.id"
    )


def _used(relation: Relation, one: Parties) -> Keys | None:
    return next((keys for keys in one.paths if kind_at(relation, keys) in ("object", "list")), None)


_LINE = "n"


def fences(found: dict[Keys, Relation], known: Mapping) -> str:
    """The lines that are not for SQL."""
    top = found[()].name
    parts = [
        f"select {_LINE} from {top} where odd or ocid is null or strlen(ocid) > {MAX_ID} or not regexp_matches(ocid, '^[!-~]')"
    ]
    parts.append(f"select {_LINE} from {top} where ocid in (select ocid from {top} group by ocid having count(*) > 1)")
    if kind_at(found[()], ("date",)) == "text":
        parts.append(f"""select {_LINE} from {top} where date <> '{NULL_MARK}' and not regexp_full_match(date, '{DATE}')""")
    for relation in found.values():
        wrong = odd(relation, known, found)
        if wrong:
            parts.append(f"select {_LINE} from {relation.name} where " + " or ".join(f"({one})" for one in wrong))
        if relation.key:
            parts.append(f"select {_LINE} from {relation.name} group by n, up, own having count(*) > 1")
    parts += [f"select {_LINE} from party group by n, {one} having count(*) > 1" for one in ("id", "key")]
    parts += [f"select {_LINE} from {name} where {wrong}" for name, wrong in (("party", PARTY_ODD), ("ref", "key is null"))]
    return "create or replace temp table bad as select distinct n from (" + " union all ".join(parts) + ")"


# ---- rows


def rows(found: dict[Keys, Relation], known: Mapping, place: Place) -> dict[str, list[str]]:
    """The queries that give each table its rows."""
    made: dict[str, list[str]] = {}
    for rule, base in ruled(known, found):
        if rule.columns:
            made.setdefault(rule.table, []).append(_rows(rule, found[base], found, place))
    made["involvement"] = [queries(SQL)["involvement"]]
    return made


def _rows(rule: Rule, relation: Relation, found: dict[Keys, Relation], place: Place) -> str:
    cells = {column.name: cell(relation, column) for column in rule.columns}
    cells |= {name: literal(text) for name, text in rule.set.items()}
    cells |= {"ocid": "r.ocid", "source_id": literal(place.source), "document_id": literal(place.document)}
    cells |= {"locator": "'line ' || r.n", "position": "r.i"}
    if rule.parent:
        cells[rule.parent] = "r.ocid" if rule.parent == "owner" else "r.up" if rule.within else "''"
    if rule.key:
        cells["id"] = "r.own"
    elif rule.table == "item":
        cells["id"] = f"coalesce({cells['id']}, '#' || r.i)"
    joins = []
    for number, one in enumerate(rule.parties):
        keys = _used(relation, one)
        if keys is None or not one.column:
            continue
        listed = kind_at(relation, keys) == "list"
        named = quoted("/".join(keys) + "[]")
        own = f"r.{named}[1].id" if listed else f"r.{quoted('/'.join((*keys, 'id')))}"
        joins.append(f" left join {_KEYS} p{number} on p{number}.p_n = r.n and p{number}.p_id = {own}")
        cells[one.column] = f"p{number}.p_key"
        if one.count:
            counted = f"nullif(len(r.{named}), 0)" if listed else f"case when p{number}.p_key is not null then 1 end"
            cells[one.count] = counted
    if rule.table in ("process", "contract"):
        joins += _completed(rule.table, cells, found)
    columns = [
        f"cast({cells.get(name, 'null')} as {SQL_TYPES[kind]}) as {quoted(name)}"
        for name, kind in tables()[rule.table].types.items()
    ]
    return f"select {', '.join(columns)} from {relation.name} r{''.join(joins)}"


def _completed(table: str, cells: dict[str, str], found: dict[Keys, Relation]) -> list[str]:
    """What follows from several places: see `_ocds_rows.Process._complete`."""
    if table == "process":
        date = f"nullif(r.date, '{NULL_MARK}')" if kind_at(found[()], ("date",)) == "text" else "null"
        cells |= {"releases": "1", "first_published": date, "published": date}
        cells |= {"region": "w_region", "year": "w_year"}
        return [f" join {_WHOLE} w on w_n = r.n"]
    cells |= {"buyer": "w_buyer", "region": "w_region"}
    cells["year"] = f"coalesce(cast(substr({cells['signed']}, 1, 4) as bigint), w_year)"
    joins = [f" join {_WHOLE} w on w_n = r.n"]
    if ("awards",) in found and "award" in cells:
        own, count = cells.get("supplier", "null"), cells.get("suppliers", "null")
        cells["supplier"] = f"coalesce({own}, a_supplier)"
        cells["suppliers"] = f"case when {own} is not null then {count} else a_suppliers end"
        joins.append(f" left join {_WON} a on a_n = r.n and a_own = {cells['award']}")
    return joins


def whole(found: dict[Keys, Relation], known: Mapping) -> list[str]:
    """What belongs to the whole process: buyer, region, year; and who won each award."""
    by_name = {rule.name: rule for rule in known.rules}
    top, process = found[()], {column.name: cell(found[()], column) for column in by_name["process"].columns}
    date = f"nullif(date, '{NULL_MARK}')" if kind_at(top, ("date",)) == "text" else "null"
    made, firsts, joins = [], [], ""
    for name, column, path in (("contract", "signed", ("contracts",)), ("award", "date", ("awards",))):
        if path in found:
            value = next(cell(found[path], one) for one in by_name[name].columns if one.name == column)
            made.append(
                f"create or replace temp table first_{name} as select n, min({value}) as day from {found[path].name} group by n"
            )
            firsts.append(f"{name}.day")
            joins += f" left join first_{name} {name} on {name}.n = r.n"
    days = ", ".join([*firsts, process["tender_start"], process["announced"], date, "null"])
    buyers = [f"{one}.key" for one in ("buyer", "tender/procuringEntity") if kind_at(top, tuple(one.split("/"))) == "object"]
    for one in buyers:
        path = one.removesuffix(".key")
        joins += f" left join party {quoted(path)} on {quoted(path)}.n = r.n and {quoted(path)}.id = r.{quoted(path + '/id')}"
    keys = ", ".join(f"{quoted(one.removesuffix('.key'))}.key" for one in buyers)
    regions = ", ".join(
        f"when {quoted(one.removesuffix('.key'))}.key is not null then {quoted(one.removesuffix('.key'))}.region"
        for one in buyers
    )
    buyer = f"coalesce({keys}, null)" if keys else "cast(null as varchar)"
    region = f"case {regions.replace(', when', ' when')} end" if regions else "cast(null as varchar)"
    made.append(
        f"create or replace temp table whole as select r.n, {buyer} as buyer, coalesce({process['region']}, {region}) as region, "
        f"cast(substr(coalesce({days}), 1, 4) as bigint) as year from {top.name} r{joins}"
    )
    if ("awards",) in found:
        made.append(_won(by_name["award"], found[("awards",)]))
    return made


def _won(rule: Rule, relation: Relation) -> str:
    keys = _used(relation, rule.parties[0])
    if keys is None:
        nobody = "cast(null as varchar) as supplier, 0 as suppliers"
        return f"create or replace temp table won as select n, own, {nobody} from {relation.name}"
    listed, named = kind_at(relation, keys) == "list", quoted("/".join(keys) + "[]")
    own = f"r.{named}[1].id" if listed else f"r.{quoted('/'.join((*keys, 'id')))}"
    count = f"nullif(len(r.{named}), 0)" if listed else "case when p.key is not null then 1 end"
    source = f"{relation.name} r left join party p on p.n = r.n and p.id = {own}"
    return f"create or replace temp table won as select r.n, r.own, p.key as supplier, {count} as suppliers from {source}"


def organizations(found: dict[Keys, Relation]) -> tuple[str, str]:
    """The words of each organization in its latest release, and its roles."""
    date = f"coalesce(nullif(d.date, '{NULL_MARK}'), '')" if kind_at(found[()], ("date",)) == "text" else "''"
    names = (*ORGANIZATION, "scheme", "number", "state")
    packed = ", ".join([f"published := {date}", *(f"{name} := coalesce(p.{name}, '')" for name in names)])
    latest = f'select p.key, max(struct_pack({packed})) as latest from party p join "r:" d on d.n = p.n group by p.key'
    return latest, queries(SQL)["roles"]


def unread(found: dict[Keys, Relation]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each relation a query that counts the lines holding each unread path, and (path, reason) of its columns."""
    made = []
    for relation in found.values():
        counts, what = [], []
        for leaf in relation.leaves:
            if leaf.unread and leaf.kind not in ("null", "empty") or leaf.unread == "personal":
                value = leaf.name if leaf.unread == "personal" else f"nullif(cast({leaf.name} as varchar), {_mark(leaf.kind)})"
                if leaf.unread != "personal" and leaf.kind in ("texts", LISTED):
                    value = (
                        f"nullif(len({leaf.name}), 0)"
                        if leaf.kind == "texts"
                        else f"case when starts_with({leaf.name}, '[\"') then 1 end"
                    )
                counts.append(_lines(relation, value))
                what.append((leaf.path, leaf.unread))
        for keys, path in relation.objects:
            if path:
                counts.append(_lines(relation, quoted("/".join(keys) + "{}")))
                what.append((path, "personal"))
        for keys, path in relation.lists:
            if path:
                counts.append(_lines(relation, quoted("/".join(keys) + "[]")))
                what.append((path, "personal"))
        if counts:
            made.append((f"select {', '.join(counts)} from {relation.name}", what))
    return made


def _mark(kind: str) -> str:
    return literal(f'"{NULL_MARK}"' if kind == "scalar" else NULL_MARK)


def _lines(relation: Relation, value: str) -> str:
    return f"count({value})" if relation.above is None else f"count(distinct case when {value} is not null then n end)"
