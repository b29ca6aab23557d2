"""SQL made from the mapping and from the shape of a file: lines of JSON into relations, and what of them is not plain.

A relation is the release itself or the objects of one list, one row each: `n` is the line, `i` the place in
the list, `own` the id rows are kept under, `up` that of the object above; a value's column is called by its
path, `path{}` says that an object is there, `path[]` holds a list. A null is `NULL_MARK` until it is used.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from tiyn.readers._ocds_mapping import Column, Keys, Mapping, Node, Rule
from tiyn.readers._ocds_shape import LISTED, Shape
from tiyn.readers._ocds_value import currencies

NULL_MARK = "\x7f"
MAX_LINE, MAX_ID, MAX_LIST = 1_000_000, 400, 1000
_CLOCK = r"[T ](?:[01]\d|2[0-4]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?"
_DAY = r"[12]\d{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
DATE = f"{_DAY}(?:{_CLOCK})?"


def _digits() -> Iterator[str]:
    """How JSON escapes the digits of other scripts, ten by ten."""
    for first in (one for one in range(0x100, 0x10000) if unicodedata.decimal(chr(one), -1) == 0):
        yield f"{first >> 4:03x}[{'0-9' if first % 16 == 0 else '6-9a-f'}]"


# What `_personal` takes for a space, a dash or a dot between digits, as itself or as JSON escapes it.
_GAP = (
    r"(?:[\s\p{Z}\p{Pd}\x{85}\x{2212}.\x{ff0e}]|\\[tnrfb]"
    r"|\\u(?i:0085|00a0|1680|20[0-6][0-9a-f]|2212|3000|fe[356][0-9a-f]|ff0[de]))"
)
_BIRTHDAY = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_AT = r"at|собака|эт|\\u0441\\u043[Ee]\\u0431|\\u044[Dd]\\u0442"
# What a line must not have anywhere: an empty text, a comma before a bracket, a number with an exponent or of more
# digits than a binary fraction holds, and all that might be a person's number, address or phone (wider than `_personal`).
ODD = "|".join(
    (
        r'""',
        r",\s*[\]}]",
        r"[:,\[]\s*-?[0-9.]+[eE]",
        r"[0-9][0-9.]{16}",
        r"\}\{",
        r"[@\x{ff20}\x{fe6b}]|\\u(?i:ff20|fe6b)",
        rf"[({{\[\x{{ff08}}]{_GAP}?(?i:{_AT})|(?i:\\uff08){_GAP}?(?i:{_AT})|{_GAP}(?i:собака|\\u0441\\u043e\\u0431){_GAP}?",
        rf"{_BIRTHDAY}{_GAP}?[0-6]\d\d{_GAP}?\d{{3}}",
        rf"(?:[+\x{{ff0b}}]|\\u(?i:ff0b)){_GAP}?7",
        rf"8{_GAP}?(?:70[0-8]|747|77[15678])\d{{7}}",
        rf"8{_GAP}?(?:[(\x{{ff08}}]|\\u(?i:ff08))",
        rf"8{_GAP}[79]\d{{2}}{_GAP}",
        r"[^\P{Nd}0-9]",  # digits of other scripts, then their escapes, and those of plain characters
        rf"\\u(?i:{'|'.join(_digits())}|d8[0-2]|d83[0-9ab]|d83e\\udff)",
        r"\\u00(?i:[01]|2[089bde]|3|40|[57][bd]|[46]1|[57]4)",
    )
)
WHOLE = r"-?[1-9]\d{0,14}|0"
NUMBER = r"-?\d{1,15}(?:\.\d{1,15})?"
PLAIN = {"number": NUMBER, "integer": WHOLE, "text": WHOLE, "free": WHOLE}


@dataclass
class Leaf:
    """One value of a relation: its path there, its kind, and why no rule reads it ("" when one does)."""

    keys: Keys
    kind: str
    path: str
    unread: str

    @property
    def name(self) -> str:
        return quoted("/".join(self.keys))


@dataclass
class Relation:
    """The release ("") or the objects of a list, by the whole path of the list."""

    path: Keys
    above: Relation | None
    shape: Shape
    held: str = ""
    key: str = ""
    leaves: list[Leaf] = field(default_factory=list)
    objects: list[tuple[Keys, str]] = field(default_factory=list)
    lists: list[tuple[Keys, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return quoted("r:" + "/".join(self.path))


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def relations(shape: Shape, known: Mapping) -> dict[Keys, Relation]:
    """Every relation by its path, those above first."""
    found: dict[Keys, Relation] = {(): Relation((), None, shape)}
    _spread(found[()], shape, known.tree, (), "", known.personal, found)
    for rule, base in ruled(known, found):
        if rule.key:
            found[base].key = rule.key
    return found


def ruled(known: Mapping, found: dict[Keys, Relation]) -> Iterator[tuple[Rule, Keys]]:
    """Every rule whose relation is there, inner ones after their own, with the path of the relation."""
    for rule in known.rules:
        base = rule.each[0] if rule.each else ()
        if base in found:
            yield rule, base
            for inner in known.inner[rule.name]:
                if (*base, *inner.each[0]) in found:
                    yield inner, (*base, *inner.each[0])


def _spread(relation: Relation, shape: Shape, node: Node | None, at: Keys, why: str, personal: frozenset[str],
            found: dict[Keys, Relation]) -> None:  # fmt: skip
    for key, inner in shape.below.items():
        keys = (*at, key)
        below = node.below.get(key) if node is not None else None
        reason = why or ("" if below is not None else "personal" if key in personal else "not_mapped")
        path = "/".join((*relation.path, *keys))
        if inner.kind == "object":
            relation.objects.append((keys, path if reason == "personal" and not why else ""))
            _spread(relation, inner, below, keys, "below" if reason == "personal" else why, personal, found)
        elif inner.kind == "list":
            child = Relation((*relation.path, *keys), relation, inner, "/".join(keys))
            found[child.path] = child
            relation.lists.append((keys, path if reason == "personal" and not why else ""))
            _spread(child, inner, below, (), "below" if reason == "personal" else why, personal, found)
        else:
            relation.leaves.append(Leaf(keys, inner.kind, path, "" if why == "below" else reason))


def schema(shape: Shape) -> str:
    """What `json_transform` is told."""
    return json.dumps(_typed(shape))


def _typed(shape: Shape) -> object:
    if shape.kind in ("object", "list"):
        inside = {key: _typed(inner) for key, inner in shape.below.items()}
        return inside if shape.kind == "object" else [inside]
    return {"text": "VARCHAR", "null": "VARCHAR", "texts": ["VARCHAR"]}.get(shape.kind, "JSON")


# ---- from lines into relations


def stage(relation: Relation) -> str:
    """The statement that makes one relation."""
    base = "j" if relation.above is None else "e"
    columns = [f"{_field(base, leaf.keys)} as {leaf.name}" for leaf in relation.leaves]
    columns += [f"case when {_field(base, keys)} is not null then true end as {_there(keys)}" for keys, _ in relation.objects]
    columns += [f"{_field(base, keys)} as {_list(keys)}" for keys, _ in relation.lists]
    if relation.above is None:
        source = "(select n, odd, json_transform(t, $schema) as j from line)"
        return f"create or replace temp table {relation.name} as select n, odd, '' as own, {', '.join(columns)} from {source}"
    held = quoted(relation.held + "[]")
    source = f"(select n, ocid, own as up, unnest({held}) as e, generate_subscripts({held}, 1) as i from {relation.above.name})"
    own = f"coalesce({_text(relation, (relation.key,), 'e')}, '#' || i)" if relation.key else "''"
    names = f"n, ocid, up, i, {own} as own, {', '.join(columns)}"
    return f"create or replace temp table {relation.name} as select {names} from {source}"


def _field(base: str, keys: Keys) -> str:
    return ".".join((base, *(quoted(key) for key in keys)))


def _there(keys: Keys) -> str:
    return quoted("/".join(keys) + "{}")


def _list(keys: Keys) -> str:
    return quoted("/".join(keys) + "[]")


def counted(relation: Relation, by_line: bool = False) -> str:
    """How many keys, texts, texts in lists and objects SQL has seen: what the bytes must have, and nothing else."""
    names = [leaf.name for leaf in relation.leaves]
    names += [_there(keys) for keys, _ in relation.objects] + [_list(keys) for keys, _ in relation.lists]
    keys = " + ".join(f"count({name})" for name in names)
    said = [f"count({leaf.name})" for leaf in relation.leaves if leaf.kind in ("text", "null")]
    said += [
        f"count(case when starts_with({leaf.name}, '\"') then 1 end)"
        for leaf in relation.leaves
        if leaf.kind in ("scalar", "empty", LISTED)
    ]
    inside = [f"coalesce(sum(len({leaf.name})), 0)" for leaf in relation.leaves if leaf.kind == "texts"]
    inside += [f"coalesce(sum({_quotes(leaf.name)} // 2), 0)" for leaf in relation.leaves if leaf.kind == LISTED]
    objects = [f"count({_there(keys)})" for keys, _ in relation.objects]
    sums = ", ".join(f"{' + '.join(one) or '0'} as {name}" for one, name in ((said, "s"), (inside, "l"), (objects, "o")))
    line, group = ("n, ", " group by n") if by_line else ("", "")
    return f"select {line}{keys} as k, {sums} from {relation.name}{group}"


def _quotes(name: str) -> str:
    """How many quotes a list of texts has; none when it is a single text, which is counted as that."""
    without = f"""replace(cast({name} as varchar), '"', '')"""
    return f"case when starts_with({name}, '[') then strlen({name}) - strlen({without}) else 0 end"


# ---- what is not plain


def _text(relation: Relation, keys: Keys, base: str = "") -> str:
    """A value as text, null where there is none."""
    kind = kind_at(relation, keys)
    if not kind:
        return "cast(null as varchar)"
    name = _field(base, keys) if base else quoted("/".join(keys))
    return f"nullif(cast({name} as varchar), '\"{NULL_MARK}\"')" if kind == "scalar" else f"nullif({name}, '{NULL_MARK}')"


def kind_at(relation: Relation, keys: Keys) -> str:
    found = relation.shape.at(keys)
    return found.kind if found is not None else ""


def cell(relation: Relation, column: Column) -> str:
    """A column's value: from the first of its paths that holds any."""
    parts = []
    for keys in column.paths:
        kind = kind_at(relation, keys)
        if not kind or kind in ("empty", "null"):
            continue
        name = quoted("/".join(keys))
        if column.kind in ("ids", "list"):
            between = " " if column.kind == "ids" else ","
            plain = f"""replace(substr({name}, 3, length({name}) - 4), '","', '{between}')"""
            listed = f"case when starts_with({name}, '[\"') then {plain} end"
            parts.append(listed if kind == LISTED else f"nullif(array_to_string({name}, '{between}'), '')")
        elif column.kind in ("number", "integer"):
            parts.append(f"try_cast({_text(relation, keys)} as {'decimal(38,18)' if column.kind == 'number' else 'bigint'})")
        else:
            parts.append(_text(relation, keys))
    return f"coalesce({', '.join(parts)})" if parts else "null"


def odd(relation: Relation, known: Mapping, found: dict[Keys, Relation]) -> list[str]:
    """The conditions under which a row is not for SQL."""
    wrong = [_wrong(relation, leaf) for leaf in relation.leaves]
    wrong += [f"len({_list(keys)}) > {MAX_LIST}" for keys, _ in relation.lists]
    for rule, base in ruled(known, found):
        if base == relation.path:
            for column in rule.columns:
                wrong += [_misread(relation, column, keys) for keys in column.paths if kind_at(relation, keys)]
            for party in rule.parties:
                wrong += _twice(relation, party.paths)
    if relation.above is not None:
        said = [_text(relation, leaf.keys) for leaf in relation.leaves if leaf.kind in ("text", "scalar")]
        said += [_there(keys) for keys, _ in relation.objects]
        wrong.append(" and ".join(f"{one} is null" for one in said) or "true")
    if relation.key:
        wrong.append(f"strlen(own) > {MAX_ID}")
        if kind_at(relation, (relation.key,)) == "scalar":
            wrong.append(f"not regexp_full_match({_text(relation, (relation.key,))}, '{WHOLE}')")
    return [one for one in wrong if one]


def _wrong(relation: Relation, leaf: Leaf) -> str:
    if leaf.kind == "scalar":
        value = _text(relation, leaf.keys)
        return f"not regexp_full_match({value}, '{NUMBER}|true|false') or strlen({value}) > 16"
    if leaf.kind == "texts":
        return f"len(list_filter({leaf.name}, lambda one: one is null or one = '{NULL_MARK}' or starts_with(one, '['))) > 0"
    if leaf.kind == LISTED:
        return f"""not regexp_full_match({leaf.name}, '\\["[^"]*"(?:,"[^"]*")*\\]|\\[\\]|"{NULL_MARK}"')"""
    if leaf.kind == "empty":
        return f"""{leaf.name} not in ('[]', '"{NULL_MARK}"')"""
    return f"{leaf.name} <> '{NULL_MARK}'" if leaf.kind == "null" else ""


def _misread(relation: Relation, column: Column, keys: Keys) -> str:
    kind, value = kind_at(relation, keys), _text(relation, keys)
    if kind == "scalar":
        return f"not regexp_full_match({value}, '{PLAIN[column.kind]}')"
    if kind == "text" and column.kind == "date":
        return f"not regexp_full_match({value}, '{DATE}')"
    if kind == "text" and column.kind == "currency":
        return f"{value} not in ({', '.join(literal(code) for code in sorted(currencies()))})"
    return ""


def _twice(relation: Relation, paths: tuple[Keys, ...]) -> list[str]:
    lists = [quoted("/".join(keys) + "[]") for keys in paths if kind_at(relation, keys) == "list"]
    return [f"len({one}) <> list_unique(list_transform({one}, lambda party: party.id))" for one in lists]
