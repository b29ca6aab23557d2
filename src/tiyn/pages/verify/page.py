"""Verify: the edition, the root of its records, how to check both, and what a hash does not prove."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/verify"


@dataclass(frozen=True)
class Context:
    """What there is to verify, as text."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    edition: str
    built: str
    records: str
    root: str
    inputs: str
    code: str
    files: str
    commands: list[str]


def context(visit: Visit) -> Context:
    words, manifest = visit.words, visit.edition.manifest
    return Context(
        title=words("verify"),
        description=words("lead"),
        breadcrumbs=(Link(words("verify"), ""),),
        edition=visit.edition.id,
        built=words.date(visit.edition.date),
        records=str(manifest["records"]["count"]),
        root=visit.edition.root,
        inputs=str(manifest.get("inputs", "")),
        code=" ".join(str(value) for value in manifest.get("code", {}).values()),
        files=str(len(manifest["files"])),
        commands=[f"tiyn verify {visit.edition.id}", "tiyn build", "tiyn receipt statement/ID"],
    )


def examples(visit: Visit) -> list[str]:
    return [PATH]
