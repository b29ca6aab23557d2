"""Open contracting data out: a record, a package of releases, or one compiled release a line.

Sums are JSON numbers with exactly the published digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any

from tiyn.edition import Edition
from tiyn.engine import Engine
from tiyn.exporting import contracts
from tiyn.exporting.kept import Kept
from tiyn.exporting.release import Store
from tiyn.exporting.wanted import Wanted
from tiyn.model.errors import InputRefused
from tiyn.queries import queries

SQL = Path(__file__).with_suffix(".sql")
MOST = 1_000  # releases of one package file; more are JSON lines
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_OFFICIAL = "https://raw.githubusercontent.com/open-contracting-extensions/"
EXTENSIONS = tuple(
    f"{_OFFICIAL}{name}/extension.json"
    for name in (
        "ocds_bid_extension/v1.1.5", "ocds_lots_extension/v1.1.5", "ocds_budget_breakdown_extension/master",
        "ocds_contract_suppliers_extension/master", "ocds_charges_extension/master", "ocds_item_deliveryAddress_extension/master",
    )
)  # fmt: skip


def make(kept: Kept, wanted: Wanted, target: Path, scratch: Path) -> int:
    """Write compiled releases as JSON lines, or up to MOST releases as a package; returns how many."""
    edition = Edition(kept.edition, json.loads((kept.edition / "manifest.json").read_bytes()))
    store = Store(edition.connect(), edition.manifest["built"])
    listed = contracts.laid_out(kept, scratch)
    engine = Engine.over(kept.edition / "tables", [], scratch)
    contracts.choose(engine, kept, wanted, listed)
    engine.run(queries(SQL)["lay"])
    count = int(engine.rows(queries(SQL)["count"])[0]["n"])
    if wanted.ending == "json" and count > MOST:
        raise InputRefused(f"{count} contracting processes; a package holds {MOST}; filter further, or take the JSON lines")
    chosen = (row["ocid"] for row in engine.stream(queries(SQL)["processes"]))
    with target.open("w", encoding="utf-8", newline="\n") as file:
        if wanted.ending == "jsonl":
            file.writelines(text(store.release(ocid)) + "\n" for ocid in chosen)
        else:
            file.writelines(_package(edition, wanted, (store.release(ocid, compiled=False) for ocid in chosen)))
    return count


def record(edition: Edition, store: Store, ocid: str, base: str) -> str:
    """A record package of one process: its compiled release, and the release that was made of it. Raises NotFound."""
    body = about(edition, ocid, base)
    one = {"ocid": ocid, "releases": [store.release(ocid, compiled=False)], "compiledRelease": store.release(ocid)}
    return text({**body, "records": [one]})


def about(edition: Edition, name: str, base: str = "") -> dict[str, Any]:
    """The head of a package: which standard and extensions, of which edition, under which licence."""
    own = [f"{base}/en/export/ocds/extension.json"] if base else []
    return {
        "uri": f"urn:tiyn:{edition.id}:{edition.root[:16]}:{name}",
        "version": "1.1",
        "extensions": [*EXTENSIONS, *own],
        "publisher": {"name": "Tiyn"},
        "license": LICENCE,
        "publishedDate": edition.manifest["built"],
    }


def extension() -> dict[str, Any]:
    """What the field `tiyn` holds, in the shape of an OCDS extension."""
    said = {
        "en": "Under `tiyn`: versions of a contract's sum (kind: original, restated_total, delta, unknown), acts, and words that "
        "are in no closed list of the standard, as published. awardID `#`: no award is known.",
        "ru": "В `tiyn`: версии суммы договора (kind: original, restated_total, delta, unknown), акты и слова, которых нет в "
        "закрытых списках стандарта, как опубликованы. awardID `#`: решение неизвестно.",
        "kk": "`tiyn` ішінде: келісімшарт сомасының нұсқалары (kind: original, restated_total, delta, unknown), актілер және "
        "стандарттың жабық тізімдерінде жоқ сөздер, жарияланған түрінде. awardID `#`: шешім белгісіз.",
    }
    return {
        "name": {lang: "Tiyn" for lang in said},
        "description": said,
        "compatibility": ["1.1"],
        "schemas": [],
        "codelists": [],
    }


def _package(edition: Edition, wanted: Wanted, releases: Iterable[dict[str, Any]]) -> Iterator[str]:
    head = text(about(edition, wanted.key))
    yield head.removesuffix("}") + ',"releases":['
    for number, release in enumerate(releases):
        yield (",\n" if number else "\n") + text(release)
    yield "\n]}\n"


def text(value: Any) -> str:
    """A value as JSON; a Decimal as a number with its digits."""
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{encode_basestring(key)}:{text(one)}" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(text, value)) + "]"
    return f"{value:f}" if isinstance(value, Decimal) else json.dumps(value)
