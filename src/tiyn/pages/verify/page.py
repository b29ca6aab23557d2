"""Verify: a receipt in the reader's own browser, the edition and who vouches for it, and what all this does not prove."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from tiyn import verifier
from tiyn.view.figures import Link
from tiyn.view.numbers import number
from tiyn.view.visit import Visit

PATH = "/verify"
QUERY = dict.fromkeys(("receipt",), {"type": "string"})


@dataclass(frozen=True)
class Context:
    """What there is to verify, as text. `seal` is what the log says, None for an edition of another home."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    edition: str
    built: str
    records: str
    counted: str
    root: str
    inputs: str
    code: str
    files: str
    commands: list[str]
    seal: dict[str, Any] | None
    fresh: str
    status: str
    said: str
    receipt: str


def context(visit: Visit) -> Context:
    words, manifest, seal = visit.words, visit.edition.manifest, visit.seal
    return Context(
        title=words("verify"),
        description=words("lead"),
        breadcrumbs=(Link(words("verify"), ""),),
        edition=visit.edition.id,
        built=words.date(visit.edition.date),
        records=str(manifest["records"]["count"]),
        counted=number(Decimal(manifest["records"]["count"]), words),
        root=visit.edition.root,
        inputs=str(manifest.get("inputs", "")),
        code=" ".join(str(value) for value in manifest.get("code", {}).values()),
        files=str(len(manifest["files"])),
        commands=["python3 verifier.py receipt.json --lang " + words.code, f"tiyn verify {visit.edition.id}", "tiyn fsck"],
        seal=asdict(seal) if seal else None,
        fresh=words.date(seal.fresh_until[:10]) if seal else "",
        status=_status(visit),
        said=json.dumps(verifier.WORDS.get(words.code, verifier.WORDS["en"]), ensure_ascii=False),
        receipt=_own(visit.arguments.get("receipt", "")),
    )


def _status(visit: Visit) -> str:
    """One sentence on who vouches for the log."""
    seal = visit.seal
    if seal is None:
        return visit.words("status_none")
    if seal.witnesses:
        return visit.words("status_witnessed", names=", ".join(seal.witnesses), count=len(seal.witnesses))
    return visit.words("status_trial" if seal.trial else "status_alone")


def _own(said: str) -> str:
    """The address of a receipt of this portal, "" for anything else: the page fetches nothing from elsewhere."""
    plain = said.startswith("/") and not said.startswith("//") and "\\" not in said and said.endswith(".receipt.json")
    return said[:400] if plain and all(ord(mark) > 32 for mark in said) else ""


def examples(visit: Visit) -> list[str]:
    return [PATH]
