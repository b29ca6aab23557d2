"""What a fiscal data package says of itself: its files, and what each of their columns means.

Three forms are read. `mapping` (0.3 alpha) and `model` (0.3) name measures and dimensions beside
the schema; Fiscal Data Package 1.0 writes a `columnType` (earlier `osType`) on each field, with
constants and unfolded columns in `extraFields`. Source: specs.frictionlessdata.io/fiscal-data-package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from tiyn.model.errors import InputRefused
from tiyn.readers._fiscal_uses import Use, column_type, field_name, named, scalar, uses_by_columns, uses_by_model

LARGEST = 16 << 20


@dataclass(frozen=True)
class Resource:
    """One data file: `entry` is its block of the descriptor, `fields` its declared columns, `uses` what they mean."""

    name: str
    position: int
    entry: Mapping[str, Any]
    fields: tuple[Mapping[str, Any], ...]
    uses: Mapping[str, tuple[Use, ...]]
    constants: tuple[Use, ...]

    def declared(self, name: str) -> Mapping[str, Any]:
        """The field of that name as declared, an empty block when the schema has none."""
        return next((field for field in self.fields if field.get("name") == name), {})


@dataclass(frozen=True)
class Package:
    """A package: `text` is datapackage.json unchanged, `body` the same parsed, `form` how it says what columns mean."""

    text: str
    body: Mapping[str, Any]
    form: str
    resources: tuple[Resource, ...]

    @property
    def period(self) -> tuple[str | None, str | None]:
        """(start, end) of the fiscal period as stated, None where not."""
        stated = self.body.get("fiscalPeriod")
        if not isinstance(stated, Mapping):
            return None, None
        return scalar(stated.get("start")), scalar(stated.get("end"))


def parse(content: bytes, name: str) -> tuple[str, dict[str, Any]]:
    """(text, object) of a descriptor. Raises InputRefused for anything but one JSON object, keys once, no NaN."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputRefused(f"{name}: byte {error.start} is not UTF-8; expected UTF-8 JSON; save it again") from error
    try:
        body = json.loads(text, parse_float=_exact, parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputRefused(f"{name}: not JSON ({error}); expected a data package descriptor; mend it") from error
    if not isinstance(body, dict):
        raise InputRefused(f"{name}: found a JSON {type(body).__name__}; expected an object with `resources`; mend it")
    return text, body


def form_of(body: Mapping[str, Any]) -> str | None:
    """mapping, model or columnType: how the package says what its columns mean; None when it does not."""
    if not isinstance(body.get("resources"), list):
        return None
    for form in ("mapping", "model"):
        block = body.get(form)
        if isinstance(block, Mapping) and block.get("measures"):
            return form
    typed = any(column_type(field) for entry in body["resources"] for field in _fields(entry))
    return "columnType" if typed else None


def read_package(path: Path, name: str) -> Package:
    """The package described by that file. Raises InputRefused when it is none, or contradicts itself."""
    if path.stat().st_size > LARGEST:
        raise InputRefused(f"{name}: {path.stat().st_size} bytes; expected a descriptor of at most {LARGEST}; check the file")
    text, body = parse(path.read_bytes(), name)
    form = form_of(body)
    if form is None:
        raise InputRefused(f"{name}: no measures and no columnType; expected a fiscal data package; describe its columns")
    blocks = list(_resources(body, name))
    if form == "columnType":
        meant = {one: uses_by_columns(fields, extra, f"{name}: {one}") for one, _, fields, extra in blocks}
    else:
        columns = {one: [field_name(field) for field in fields] for one, _, fields, _ in blocks}
        meant = uses_by_model(body[form], columns, f"{name}: {form}")
    resources = []
    for number, (one, entry, fields, _) in enumerate(blocks, 1):
        uses = meant.get(one, ())
        by_field: dict[str, list[Use]] = {}
        for use in uses:
            if use.constant is None:
                by_field.setdefault(use.field, []).append(use)
        constants = tuple(use for use in uses if use.constant is not None)
        resources.append(Resource(one, number, entry, fields, {key: tuple(found) for key, found in by_field.items()}, constants))
    return Package(text, body, form, tuple(resources))


def _resources(body: Mapping[str, Any], where: str) -> Iterator[tuple[str, Mapping[str, Any], Any, Any]]:
    """(name, block, fields, extra fields) of every resource. Raises InputRefused when a name stands twice."""
    seen = set()
    for number, entry in enumerate(body["resources"], 1):
        if not isinstance(entry, Mapping):
            raise InputRefused(f"{where}: resource {number} is a {type(entry).__name__}; expected an object; mend it")
        name = scalar(entry.get("name")) or f"resource-{number}"
        if name in seen:
            raise InputRefused(f"{where}: the resource {name!r} stands twice; expected each name once; rename one")
        seen.add(name)
        extra = [field for field in named(_schema(entry).get("extraFields")) if isinstance(field, Mapping)]
        yield name, entry, tuple(_fields(entry)), tuple(extra)


def _schema(entry: Any) -> Mapping[str, Any]:
    schema = entry.get("schema") if isinstance(entry, Mapping) else None
    return schema if isinstance(schema, Mapping) else {}


def _fields(entry: Any) -> list[Mapping[str, Any]]:
    found = _schema(entry).get("fields")
    return [field for field in found if isinstance(field, Mapping)] if isinstance(found, list) else []


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice in one object")
        found[key] = value
    return found


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no number of JSON")


def _exact(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(f"the number {text[:40]} is out of all bounds") from error
