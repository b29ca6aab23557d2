"""Real sets: nothing crashes, every line is counted, and the sums of every stage are exact to the last digit."""

from __future__ import annotations

import gzip
import json
import re
from decimal import Decimal

import pytest

from tests.conftest import shared_data
from tests.readers.ocds_data import data, load, told

SINGLE = ["armenia-a", "ca-buyandsell", "ca-montreal", "colombia", "moldova", "mx-inai", "nigeria", "nsw", "portugal-impic-2019"]
MULTIPLE = ["mx-cdmx", "mx-cmdx", "paraguay", "uk-cf-2015"]
PLAIN = re.compile(r"-?\d+(\.\d+)?")


def amount(*path_and_body) -> Decimal:
    """The figure at a path of plain JSON: written here anew, independent of the reader."""
    *path, value = path_and_body
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, str):
        return Decimal(value) if PLAIN.fullmatch(value) else Decimal(0)
    return Decimal(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else Decimal(0)


def states(*path_and_body) -> bool:
    """Whether a release says anything at a path: a null says there is nothing any more."""
    *path, value = path_and_body
    for key in path[:-1]:
        value = value.get(key) if isinstance(value, dict) else None
    return isinstance(value, dict) and path[-1] in value


def each(body, *path):
    for key in path:
        body = body.get(key) if isinstance(body, dict) else None
    return [one for one in body if isinstance(one, dict)] if isinstance(body, list) else []


def sums(releases) -> dict[str, Decimal]:
    found = dict.fromkeys(("budget", "tender", "award", "contract", "payment"), Decimal(0))
    for one in releases:
        found["budget"] += amount("planning", "budget", "amount", "amount", one)
        found["tender"] += amount("tender", "value", "amount", one)
        found["award"] += sum(amount("value", "amount", award) for award in each(one, "awards"))
        for contract in each(one, "contracts"):
            found["contract"] += amount("value", "amount", contract)
            for paid in each(contract, "implementation", "transactions"):
                found["payment"] += amount("value", "amount", paid) or amount("amount", "amount", paid)
    return found


def read_sums(run) -> dict[str, Decimal]:
    where = {"budget": ("process", "budget_value"), "tender": ("process", "tender_value")}
    where |= {name: (name, "value") for name in ("award", "contract", "payment")}
    return {name: run.total(*place) for name, place in where.items()}


@pytest.mark.parametrize("name", SINGLE)
def test_single_releases_sum_exactly(name):
    path = data("ocds", f"{name}.releases.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    run = told(path)
    assert run.accepted[0] + len(run.refused[0]) == len(lines)
    run.all()
    releases = [json.loads(line, parse_float=Decimal) for line in lines]
    assert len({one["ocid"] for one in releases}) == len(releases)
    assert read_sums(run) == sums(releases)


@pytest.mark.parametrize("name", MULTIPLE)
def test_several_releases_sum_as_the_last_that_says_so(name):
    """Expected: for each process the last release's figure of each id; where only compiled ones are given, the last."""
    path = data("ocds", f"{name}.releases.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines()
    run = told(path)
    assert run.accepted[0] + len(run.refused[0]) == len(lines)
    run.all()
    groups: dict[str, list] = {}
    for line in lines:
        one = json.loads(line, parse_float=Decimal)
        groups.setdefault(one["ocid"], []).append(one)
    expected = dict.fromkeys(("budget", "tender", "award", "contract", "payment"), Decimal(0))
    for releases in groups.values():
        for stage, value in last_said(releases).items():
            expected[stage] += value
    assert read_sums(run) == expected


def last_said(releases) -> dict[str, Decimal]:
    real = [one for one in releases if "compiled" not in one.get("tag", [])] or releases[-1:]
    known: dict[tuple, Decimal] = {}
    for one in sorted(real, key=lambda body: (body["date"], body["id"])):
        for stage, path in (("budget", ("planning", "budget", "amount")), ("tender", ("tender", "value"))):
            if states(*path, "amount", one):
                known[(stage,)] = amount(*path, "amount", one)
        for stage, key in (("award", "awards"), ("contract", "contracts")):
            for number, entry in enumerate(each(one, key)):
                own = entry.get("id", ("none", one["id"], number))
                if isinstance(entry.get("value"), dict):
                    known[(stage, str(own))] = amount("value", "amount", entry)
                for at, paid in enumerate(each(entry, "implementation", "transactions")):
                    own_id = str(paid.get("id", ("none", one["id"], at)))
                    known[("payment", str(own), own_id)] = amount("value", "amount", paid) or amount("amount", "amount", paid)
    found = dict.fromkeys(("budget", "tender", "award", "contract", "payment"), Decimal(0))
    for key, value in known.items():
        found[key[0]] += value
    return found


def test_the_large_set():
    path = data("ocds", "india-assam.compiled.jsonl.gz")
    releases, counts = dict.fromkeys(("budget", "tender", "award", "contract", "payment"), Decimal(0)), [0, 0, 0]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            one = json.loads(line, parse_float=Decimal)
            counts = [counts[0] + 1, counts[1] + len(each(one, "bids", "details")), counts[2] + len(each(one, "awards"))]
            for stage, value in sums([one]).items():
                releases[stage] += value
    run = told(path)
    assert (run.accepted, run.refused) == ([counts[0]], [[]])
    assert [len(run.rows[name]) for name in ("process", "bid", "award")] == counts == [35458, 138819, 43186]
    assert read_sums(run) == releases


def packages():
    found = shared_data()
    return sorted((found / "data" / "ocds" / "raw-packages").glob("*.json")) if found else []


@pytest.mark.parametrize("path", packages(), ids=lambda path: path.name[:40])
def test_raw_package_shapes(path):
    from tiyn.readers import ocds

    assert ocds.recognises(path)
    run = told(path)
    assert run.accepted[0] >= 1 and not run.refused[0]
    run.all()


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_the_fictional_example_end_to_end(version):
    folder = data("ocds", "fictional-example", version)
    separate = sorted(folder.glob("*-0[1-6]-*.json"))
    assert len(separate) == 6
    run = told(*separate)
    assert run.accepted == [1] * 6
    assert read_sums(run) == {
        "budget": Decimal(6700000),
        "tender": Decimal(1100000),
        "award": Decimal(11000000),
        "contract": Decimal(11000000),
        "payment": Decimal(600000 if version == "1.0" else 60000),
    }
    process = run.table("process")[0]
    assert (process["ocid"], process["releases"], process["year"]) == (
        "ocds-213czf-000-00001",
        6,
        {"1.0": 2015, "1.1": 2010}[version],
    )
    record = told(folder / "record" / "ocds-213czf-000-00001.json")
    assert read_sums(record) == read_sums(run)
    both = told(*reversed(separate), folder / "record" / "ocds-213czf-000-00001.json")
    assert both.table("process")[0]["releases"] == 6
    assert both.accepted == [1] * 7


def test_the_versions_of_a_contract_are_stated_once():
    run = told(data("ocds", "mx-cmdx.releases.jsonl"))
    rows = run.table("contract_version")
    assert rows and {row["kind"] for row in rows} <= {"original", "restated_total", "delta", "unknown"}
    assert load(data("ocds", "fictional-example", "1.1", "record", "ocds-213czf-000-00001.json"))
