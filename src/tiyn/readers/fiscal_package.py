"""A Fiscal Data Package: `datapackage.json` and its CSV files, every cell and every amount, exactly.

The first record of a package is its description (fiscal_package, fiscal_resource, fiscal_field);
every record of a data file is one more (fiscal_row with its fiscal_amount). An amount is the
printed value times the stated factor; a dash or "n/a" is an amount nobody printed, not zero.
Format: specs.frictionlessdata.io/fiscal-data-package (1.0) and its forms `model` and `mapping` (0.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tiyn.model.errors import InputRefused, RecordRefused
from tiyn.readers import _fiscal_file as files
from tiyn.readers._fiscal_descriptor import LARGEST, Package, Resource, form_of, parse, read_package
from tiyn.readers._fiscal_rows import Survey, read_rows, survey
from tiyn.readers._fiscal_uses import Use, scalar
from tiyn.readers._record import Given, Record, Refused


@dataclass(frozen=True)
class Opened:
    """A resource with its file read through once; a file that is no table of text is refused and has no survey."""

    resource: Resource
    survey: Survey | None
    refused: Refused | None = None


def recognises(path: Path) -> bool:
    """True for a JSON object with `resources` and measures, a mapping, or fields of a columnType. Never raises."""
    body = _peek(path)
    return body is not None and form_of(body) is not None


def names(path: Path) -> str | None:
    """The package's own `name`, None when it has none."""
    body = _peek(path)
    return scalar(body.get("name")) if body is not None else None


def companions(path: Path) -> tuple[Path, ...]:
    """The data files the package names, those that lie inside its folder and are there."""
    body = _peek(path) or {}
    found = []
    for entry in body.get("resources") or []:
        try:
            _, file = files.inside(path.parent, entry if isinstance(entry, Mapping) else {}, path.name)
        except (InputRefused, OSError):
            continue
        if file.is_file():
            found.append(file)
    return tuple(found)


def read(path: Path, given: Given) -> Iterator[Record | Refused]:
    """One record for the description, then one per record of every data file, in their order.

    Raises InputRefused when the descriptor contradicts itself or a data file is absent, leads
    out of the folder, is not in its encoding, or lacks a column that carries meaning.
    """
    package = read_package(path, given.name)
    opened = [_open(resource, path.parent, given) for resource in package.resources]
    if not any(one.survey for one in opened):
        raise InputRefused(f"{given.name}: no resource is a table of text; expected CSV beside datapackage.json; add it")
    yield Record(tuple(_described(package, opened, given)))
    for one in opened:
        if one.refused is not None:
            yield one.refused
        if one.survey is not None:
            yield from read_rows(package, one.resource, one.survey, given)


def _peek(path: Path) -> dict[str, Any] | None:
    try:
        with path.open("rb") as file:
            head = file.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
            if not head.startswith(b"{") or path.stat().st_size > LARGEST:
                return None
        return parse(path.read_bytes(), path.name)[1]
    except (OSError, InputRefused):
        return None


def _open(resource: Resource, folder: Path, given: Given) -> Opened:
    where = f"{given.name}, resource {resource.name!r}"
    stated, file = files.inside(folder, resource.entry, where)
    if files.delimiter_of(stated, resource.entry) is None:
        if resource.uses:
            raise InputRefused(f"{where}: {stated} is no CSV; expected the mapped amounts as CSV; save it as CSV")
        message = f"{where}: {stated} is no table of text; expected CSV or TSV; it was not read; save it as CSV"
        return Opened(resource, None, Refused(stated, message))
    held = files.hold(stated, file, resource.entry, where)
    try:
        return Opened(resource, survey(resource, held, where))
    except RecordRefused as error:
        raise InputRefused(f"{where}: {error}") from error


def _described(package: Package, opened: list[Opened], given: Given) -> Iterator[tuple[str, Mapping[str, Any]]]:
    body = package.body
    uses = [use for one in package.resources for found in (*one.uses.values(), one.constants) for use in found]
    currencies = {use.currency for use in uses if use.role == "measure"}
    country = body.get("countryCode")
    codes = [scalar(code) or "" for code in country] if isinstance(country, list) else [scalar(country) or ""]
    start, end = package.period
    yield (
        "fiscal_package",
        {
            "id": given.document,
            "source_id": given.source,
            "document_id": given.document,
            "name": scalar(body.get("name")) or "not stated",
            "title": scalar(body.get("title")),
            "country": " ".join(codes) or None,
            "period_start": start,
            "period_end": end,
            "granularity": scalar(body.get("granularity")),
            "form": package.form,
            "currency": currencies.pop() if len(currencies) == 1 else None,
            "licence": _licence(body),
            "descriptor": package.text,
        },
    )
    for one in opened:
        if one.survey is not None:
            yield "fiscal_resource", _resource(one.resource, one.survey, given)
            yield from _fields(one.resource, one.survey, given)


def _licence(body: Mapping[str, Any]) -> str | None:
    """What the package says of its licence, by name: `license`, or the names of `licenses`."""
    single = scalar(body.get("license"))
    several = body.get("licenses")
    named = [one for one in several if isinstance(one, Mapping)] if isinstance(several, list) else []
    found = [scalar(one.get("name")) or scalar(one.get("type")) or scalar(one.get("path")) or "" for one in named]
    return single or ", ".join(name for name in found if name) or None


def _resource(resource: Resource, found: Survey, given: Given) -> dict[str, Any]:
    declared = resource.entry.get("bytes")
    return {
        "package": given.document,
        "resource": resource.name,
        "position": resource.position,
        "path": found.held.path,
        "sha256": found.held.sha256,
        "bytes": found.held.bytes,
        "bytes_declared": declared if isinstance(declared, int) and 0 <= declared < 1 << 62 else None,
        "encoding": found.held.encoding,
        "header": int(found.has_header),
        "rows": found.rows,
    }


def _fields(resource: Resource, found: Survey, given: Given) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """One row per use of a column, in the order of the file; then the constants."""
    own = {"package": given.document, "resource": resource.name}
    for position, name in enumerate(found.columns, 1):
        declared = resource.declared(name)
        kind = scalar(declared.get("columnType")) or scalar(declared.get("osType"))
        plain = own | {"position": position, "name": name, "type": scalar(declared.get("type")), "column_type": kind}
        plain["title"] = scalar(declared.get("title"))
        for number, use in enumerate(resource.uses.get(name, (Use(name, "plain"),)), 1):
            yield "fiscal_field", plain | _meaning(use) | {"use": number, "column_type": use.column_type or kind}
    for position, use in enumerate(resource.constants, len(found.columns) + 1):
        row = own | {"position": position, "use": 1, "name": use.field, "constant": use.constant}
        yield "fiscal_field", row | _meaning(use) | {"column_type": use.column_type}


def _meaning(use: Use) -> dict[str, Any]:
    names = ("role", "measure", "dimension", "dimension_type", "classification_type", "attribute", "key_position")
    names += ("parent", "label_for", "phase", "direction", "currency", "factor")
    return {name: getattr(use, name) for name in names}
