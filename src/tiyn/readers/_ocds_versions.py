"""What the sum of a contract was before: from earlier releases, or from amendments that say so. Nothing is ever added.

The first known value is `original`; a later published total is `restated_total`; an amendment that
states only a difference is `delta`; one without a figure is `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tiyn.readers._ocds_mapping import mapping
from tiyn.readers._ocds_rows import Process, dated
from tiyn.readers._ocds_value import currency, date, number, text

Contract = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One row of contract_version before it has its place; `release` is the position of the release it came with."""

    kind: str
    date: str | None = None
    value: Any = None
    currency: str | None = None
    revision: str | None = None
    reason: str | None = None
    status: str | None = None
    release: int = -1


def versions(process: Process, releases: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The contract_version rows of a process; `releases` are all of its releases, in their order."""
    for own, contract in process.contracts.items():
        seen: dict[str, int] = {}
        totals = list(_totals(own, releases, seen, process)) if len(releases) > 1 else []
        steps = _steps(contract, totals if len(totals) > 1 else [], seen, process)
        receipt = process.receipt
        for position, step in enumerate(steps, 1):
            yield (
                "contract_version",
                {
                    "ocid": process.ocid,
                    "contract": own,
                    "position": position,
                    "kind": step.kind,
                    "date": step.date,
                    "value": step.value,
                    "currency": step.currency,
                    "revision": step.revision,
                    "reason": step.reason,
                    "status": step.status,
                    "source_id": receipt.source,
                    "document_id": receipt.document,
                    "locator": receipt.locator,
                },
            )


def _totals(own: str, releases: Sequence[Mapping[str, Any]], seen: dict[str, int], process: Process) -> Iterator[Step]:
    """One step per release that gives the contract another total; `seen` learns which release first names an amendment."""
    last = None
    for position, release in enumerate(releases):
        contracts = release.get("contracts")
        for one in contracts if isinstance(contracts, list) else []:
            if not isinstance(one, dict) or str(one.get("id")) != own:
                continue
            for amendment in _amendments(one):
                seen.setdefault(_name(amendment), position)
            amount, code = _money(one.get("value"), process)
            if amount is not None and (amount, code or (last or (None, None))[1]) != last:
                kind = "restated_total" if last else "original"
                last = (amount, code or (last or (None, None))[1])
                status = _text(one.get("status"), process)
                yield Step(kind, dated(release), amount, last[1], status=status, release=position)


def _steps(contract: Contract, totals: list[Step], seen: dict[str, int], process: Process) -> list[Step]:
    found = list(totals)
    former: list[tuple[Step, Any, str | None]] = []
    for amendment in sorted(_amendments(contract), key=lambda one: str(one.get("date") or "")):
        said = _said(amendment, process)
        place = seen.get(_name(amendment), -1)
        explained = [number for number, step in enumerate(found) if place > 0 and step.release == place]
        if explained:
            at = explained[0]
            found[at] = replace(found[at], revision=said.revision or found[at].revision, reason=said.reason or found[at].reason)
            continue
        amount, code = _former(amendment, process)
        if amount is not None and not totals:
            former.append((said, amount, code))
        elif said.value is not None:
            found.append(replace(said, kind="delta"))
        else:
            found.append(said)
    return [*_chain(contract, former, process), *found] if former else sorted(found, key=lambda step: step.date or "")


def _chain(contract: Contract, former: list[tuple[Step, Any, str | None]], process: Process) -> Iterator[Step]:
    """Former values in the order of their amendments: the first is the original, the last amendment leads to today's."""
    amount, code = _money(contract.get("value"), process)
    yield Step("original", None, former[0][1], former[0][2] or code)
    following = [*((one, unit) for _, one, unit in former[1:]), (amount, code)]
    for (said, _, _), (value, unit) in zip(former, following, strict=True):
        kind = "restated_total" if value is not None else "unknown"
        yield replace(said, kind=kind, value=value, currency=unit or code if value is not None else None)


def _said(amendment: Mapping[str, Any], process: Process) -> Step:
    """An amendment's date, id and reason, and the difference it states, if any."""
    value, when = None, amendment.get("date")
    for keys in mapping().delta.paths:
        inner: Any = amendment
        for key in keys:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if value is None and inner is not None:
            value = number(inner, "contracts/amendments", process.note)
    return Step(
        "unknown",
        date(when, "contracts/amendments/date", process.note) if when is not None else None,
        value,
        revision=_text(amendment.get("id"), process),
        reason=_text(amendment.get("rationale") or amendment.get("description"), process),
    )


def _former(amendment: Mapping[str, Any], process: Process) -> tuple[Any, str | None]:
    """The value a contract had before, when the amendment's `changes` say it."""
    changes = amendment.get("changes")
    for change in changes if isinstance(changes, list) else []:
        said = change.get("property") if isinstance(change, dict) else None
        if not isinstance(said, str) or said.replace("/", ".").removesuffix(".amount").rpartition(".")[2] != "value":
            continue
        value = next((change[key] for key in ("former_value", "formerValue") if change.get(key) is not None), None)
        if isinstance(value, dict):
            return _money(value, process)
        if value is not None:
            return number(value, "contracts/amendments/changes", process.note), None
    return None, None


def _amendments(contract: Contract) -> list[Mapping[str, Any]]:
    several = contract.get("amendments")
    found = [one for one in several if isinstance(one, dict)] if isinstance(several, list) else []
    single = contract.get("amendment")
    return found or (
        [single] if isinstance(single, dict) and any(single.get(key) for key in ("id", "date", "rationale", "changes")) else []
    )


def _name(amendment: Mapping[str, Any]) -> str:
    return str(amendment.get("id") or amendment.get("date") or "")


def _money(value: Any, process: Process) -> tuple[Any, str | None]:
    if not isinstance(value, dict):
        return None, None
    amount, code = value.get("amount"), value.get("currency")
    path = "contracts/value"
    return (
        number(amount, f"{path}/amount", process.note) if amount is not None else None,
        currency(code, f"{path}/currency", process.note) if code is not None else None,
    )


def _text(value: Any, process: Process) -> str | None:
    return text(value, "contracts/amendments", process.note) if value is not None else None
