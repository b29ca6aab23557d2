"""What the columns of a fiscal data package mean: measures, dimensions, hierarchies, constants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from tiyn.model.errors import InputRefused

# Row by row, these columns say what the amounts beside them are.
ROW_ROLES = {"phase": "phase", "phase:id": "phase", "direction": "direction", "value-currency:code": "currency"}
LONGEST_FACTOR = 40
_LEVEL = re.compile(r":level(\d+):")
_YEARLY = frozenset({"date", "time", "year", "period"})


@dataclass(frozen=True)
class Use:
    """One meaning of one column. `role` is measure, dimension or plain; `factor` is the text as stated.

    `constant` is set when the value is the same for every row and the file has no such column;
    `period` is set when the package says which period a measure's column is about.
    """

    field: str
    role: str
    measure: str | None = None
    dimension: str | None = None
    dimension_type: str | None = None
    classification_type: str | None = None
    attribute: str | None = None
    key_position: int | None = None
    parent: str | None = None
    label_for: str | None = None
    phase: str | None = None
    direction: str | None = None
    currency: str | None = None
    factor: str | None = None
    constant: str | None = None
    column_type: str | None = None
    period: str | None = None

    @property
    def is_date(self) -> bool:
        """Whether it says when: a datetime dimension, or an untyped one that bears the reserved name `date`."""
        if self.role != "dimension":
            return False
        return self.dimension_type == "datetime" or (self.dimension_type is None and str(self.dimension).lower() in _YEARLY)


def scalar(value: Any) -> str | None:
    """A scalar of the descriptor as text, None when absent or empty."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    return str(value) or None


def field_name(field: Mapping[str, Any]) -> str:
    return scalar(field.get("name")) or ""


def named(block: Any) -> list[Any]:
    """A block of named things as a list of objects that have a `name`: {"a": {…}} and [{"name": "a", …}] alike."""
    if isinstance(block, Mapping):
        return [{"name": name, **body} for name, body in block.items() if isinstance(body, Mapping)]
    return [body for body in block if isinstance(body, Mapping)] if isinstance(block, list) else []


def factor_of(text: str | None, where: str) -> Decimal:
    """The factor as an exact number, 1 when none is stated. Raises InputRefused."""
    if text is None:
        return Decimal(1)
    try:
        found = Decimal(text)
    except InvalidOperation as error:
        raise InputRefused(f"{where}: the factor {text!r}; expected a number such as 1000; mend the descriptor") from error
    if not found.is_finite() or not found or len(text) > LONGEST_FACTOR or abs(found.adjusted()) > LONGEST_FACTOR:
        found_text = text[:LONGEST_FACTOR]
        raise InputRefused(f"{where}: the factor {found_text!r}; expected a number such as 1000, not 0; mend the descriptor")
    return found


def uses_by_model(block: Mapping[str, Any], columns: Mapping[str, Sequence[str]], where: str) -> dict[str, tuple[Use, ...]]:
    """Resource name -> its uses, from a `mapping` or `model`. Raises InputRefused when a source is no column."""
    found: dict[str, list[Use]] = {}
    for body in named(block.get("measures")):
        name = field_name(body)
        terms = {key: scalar(body.get(key)) for key in ("phase", "direction", "currency", "factor")}
        factor_of(terms["factor"], f"{where}, measure {name!r}")
        resource, column, constant = _source(body, columns, f"{where}, measure {name!r}")
        if constant is not None:
            raise InputRefused(f"{where}, measure {name!r}: a constant; expected a column of amounts; name its `source`")
        found.setdefault(resource, []).append(Use(column, "measure", name, **terms))
    for body in named(block.get("dimensions")):
        for resource, use in _dimension(body, columns, where):
            found.setdefault(resource, []).append(use)
    return {resource: tuple(uses) for resource, uses in found.items()}


def _dimension(body: Mapping[str, Any], columns: Mapping[str, Sequence[str]], where: str) -> Iterator[tuple[str, Use]]:
    name = field_name(body)
    key = body.get("primaryKey")
    keys = [str(one) for one in key] if isinstance(key, list) else [str(key)] if key else []
    for attribute in named(body.get("attributes")):
        own = field_name(attribute)
        resource, column, constant = _source(attribute, columns, f"{where}, {name}.{own}")
        yield (
            resource,
            Use(
                field=column,
                role="dimension",
                dimension=name,
                dimension_type=scalar(body.get("dimensionType")),
                classification_type=scalar(body.get("classificationType")),
                attribute=own,
                key_position=keys.index(own) + 1 if own in keys else None,
                parent=scalar(attribute.get("parent")),
                label_for=scalar(attribute.get("labelfor")) or scalar(attribute.get("labelFor")),
                constant=constant,
            ),
        )


def _source(body: Mapping[str, Any], columns: Mapping[str, Sequence[str]], where: str) -> tuple[str, str, str | None]:
    """(resource, column, constant) of a measure or attribute; a source may be "column" or "resource/column"."""
    wanted = scalar(body.get("resource"))
    constant = scalar(body.get("constant"))
    if constant is not None:
        return wanted or next(iter(columns)), field_name(body), constant
    source = scalar(body.get("source"))
    if source is None:
        raise InputRefused(f"{where}: no `source`; expected the name of a column; mend the descriptor")
    if wanted is not None and wanted not in columns:
        raise InputRefused(f"{where}: the resource {wanted!r} is not in the package; expected one of {', '.join(columns)}")
    held = [name for name, fields in columns.items() if source in fields and wanted in (None, name)]
    if len(held) == 1:
        return held[0], source, None
    if len(held) > 1:
        raise InputRefused(f"{where}: {source!r} is a column of {' and '.join(held)}; expected `resource` beside it; add it")
    for name, fields in columns.items():
        if source.startswith(f"{name}/") and source[len(name) + 1 :] in fields:
            return name, source[len(name) + 1 :], None
    raise InputRefused(f"{where}: the source {source!r} is no column of the schema; expected one that is; mend the descriptor")


def uses_by_columns(fields: Sequence[Mapping[str, Any]], extra: Sequence[Mapping[str, Any]], where: str) -> tuple[Use, ...]:
    """The uses of one resource whose fields say their columnType (or osType). Raises InputRefused for a bad factor."""
    types = {field_name(field): column_type(field) for field in (*fields, *extra)}
    known = {_base(kind) for kind in types.values() if kind}
    found = []
    for field in fields:
        name, kind = field_name(field), types[field_name(field)]
        if kind == "value" or field.get("normalizationTarget"):
            use = _measure(field, types, extra)
            factor_of(use.factor, f"{where}, {name!r}")
            found.append(use)
        elif kind:
            found.append(_typed(name, kind, known, None))
    for field in extra:
        kind, constant = types[field_name(field)], scalar(field.get("constant"))
        if kind and constant is not None:
            found.append(_typed(field_name(field), kind, known, constant))
    return tuple(found)


def _measure(field: Mapping[str, Any], types: Mapping[str, str | None], extra: Sequence[Mapping[str, Any]]) -> Use:
    """A column of amounts; an unfolded one bears the phase and the period it was folded out of."""
    target = next((one for one in extra if field_name(one) == field.get("normalizationTarget")), field)
    terms = {key: scalar(field.get(key)) or scalar(target.get(key)) for key in ("currency", "factor", "phase", "direction")}
    period = None
    folded = field.get("normalize")
    for name, value in folded.items() if isinstance(folded, Mapping) else ():
        kind = types.get(str(name)) or ""
        if kind.startswith("date:"):
            period = scalar(value)
        elif kind in ROW_ROLES:
            terms[ROW_ROLES[kind]] = scalar(value)
    name = field_name(field)
    return Use(name, "measure", name, column_type=types[name] or types[field_name(target)], period=period, **terms)


def _typed(name: str, kind: str, known: set[str], constant: str | None) -> Use:
    """A column by its type `dimension:…:attribute`; hierarchies follow the numbers of the levels."""
    dimension, _, attribute = kind.partition(":")
    level = _LEVEL.search(kind)
    above = None
    if level and int(level.group(1)) > 1 and ":label" not in kind:
        above = _base(kind.replace(f":level{level.group(1)}:", f":level{int(level.group(1)) - 1}:"))
    label_for = kind.replace(":label", ":code") if kind.endswith(":label") else None
    classified = dimension.removesuffix("-classification")
    return Use(
        field=name,
        role="dimension",
        dimension=dimension,
        dimension_type="datetime" if dimension == "date" else "classification" if classified != dimension else None,
        classification_type=classified if classified != dimension else None,
        attribute=attribute or dimension,
        parent=above.partition(":")[2] if above in known else None,
        label_for=label_for.partition(":")[2] if label_for in known else None,
        constant=constant,
        column_type=kind,
    )


def _base(kind: str) -> str:
    return kind.removesuffix(":full").removesuffix(":part")


def column_type(field: Mapping[str, Any]) -> str | None:
    """The columnType of a field, by its earlier name osType too; None when it has none."""
    return scalar(field.get("columnType")) or scalar(field.get("osType"))
