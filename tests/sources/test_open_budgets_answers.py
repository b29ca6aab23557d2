"""Collected answers: the same lines as the saved dump, versions compared, synthetic ones never beside the dossier."""

import csv
import json

import pytest

from tiyn import edition, pipeline
from tiyn.model.errors import InputRefused
from tiyn.readers import budget_report, open_budgets
from tiyn.readers._budget_line import FIELDS
from tiyn.readers._open_budgets_answer import VERSION
from tiyn.readers._record import Given, Record
from tiyn.settings import read_settings
from tiyn.shelf import part
from tiyn.snapshot import Archive
from tiyn.steps.collect import Options, collected
from tiyn.steps.read import SOURCES

GIVEN = Given("s", "d", "f")
SHORT = dict(
    zip(FIELDS[10:], ("utv", "utch", "plg", "plgp", "plgo", "obz", "sumrg", "obzsumrg", "plgpsumrg", "plgsumrg"), strict=True)
)
ROWS = list(csv.DictReader((SOURCES / "kz_open_budgets" / "digital_monthly.csv").open(encoding="utf-8", newline="")))
ALMATY = [row for row in ROWS if row["kato"] == "750000000" and row["month"] == "2023-12"]


def tree(rows):
    """The bundled rows of one month as the portal prints them: every line above a row, then the row, tied by parent_id."""
    printed, number, made = [], 1000, {}
    for row in rows:
        parts = row["path"].split(" > ")
        for level in range(len(parts)):
            path = " > ".join(parts[: level + 1])
            if path in made:
                continue
            own = row if level == len(parts) - 1 else next((one for one in rows if one["path"] == path), None)
            number += 1
            made[path] = own["row_id"] if own else str(number)
            code, _, name = parts[level].partition(" ")
            values = {short: float(own[name_]) if own else 0.0 for name_, short in SHORT.items()}
            parent = {"parent_id": made[" > ".join(parts[:level])]} if level else {}
            printed.append({"id": made[path], "code": f"{code}.0", "name": f"{name}   ", "level": str(level), **values, **parent})
    return printed


def envelope(rows, month="2023-12", report="regional", kato="750000000"):
    body = {"tiyn": VERSION, "type": "Местный бюджет в разрезе областей", "region": "г. Алматы", "kato": kato, "report": report}
    body |= {"month": month, "fetched": "2026-11-22T10:00:00Z", "url": "https://budget.egov.kz/x"}
    return json.dumps(body | {"pages": [json.dumps({"rows": rows}, ensure_ascii=False)]}, ensure_ascii=False)


def lines(reader, path):
    found = (one for one in reader.read(path, GIVEN))
    return {one.rows[0][1]["id"]: dict(one.rows[0][1]) for one in found if isinstance(one, Record)}


def test_an_answer_gives_the_lines_the_saved_dump_gives(tmp_path):
    dump, answer = tmp_path / "dump.csv", tmp_path / "answer"
    with dump.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        writer.writerows(ALMATY)
    answer.write_text(envelope(tree(ALMATY)), encoding="utf-8")
    assert open_budgets.recognises(answer) and not budget_report.recognises(answer)
    expected, found = lines(budget_report, dump), lines(open_budgets, answer)
    assert set(expected) <= set(found) and len(expected) == 3
    for identifier, row in expected.items():
        assert {k: v for k, v in found[identifier].items() if k not in ("locator", "printed")} | {
            k: row[k] for k in ("percent_of_period_plan", "percent_of_year_plan")
        } == {k: v for k, v in row.items() if k not in ("locator", "printed")}


def test_a_second_version_of_a_month_is_a_revision_and_the_newest_stands(tmp_path):
    rows = tree(ALMATY)
    (tmp_path / "1-new").write_text(envelope(rows), encoding="utf-8")
    for row in rows:
        row["sumrg"] = row["sumrg"] and row["sumrg"] - 1
        row["obzsumrg"] = row["obzsumrg"] and row["obzsumrg"] + 1
    (tmp_path / "2-old").write_text(envelope(rows), encoding="utf-8")
    built = pipeline.build(
        read_settings(str(tmp_path / "home")), inputs=(tmp_path / "1-new", tmp_path / "2-old"), only_inputs=True
    )
    rows = [dict(row) for row in edition.open_edition(built.folder).connect().execute("select * from budget_revision")]
    assert {(row["kind"], row["measure"], row["earlier"], row["later"]) for row in rows if "313" in row["line"]} == {
        ("printed_again", "paid", "2896514405", "2896515405"),
        ("printed_again", "paid", "5409200695", "5409201695"),
        ("printed_again", "unpaid", "29429", "28429"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home that collected two months of one region from the stand-in."""
    settings = read_settings(str(tmp_path_factory.mktemp("standin")))
    standin = part("sources", "kz_open_budgets", "standin")
    with standin.StandIn() as server:
        options = Options(
            "2024-11", "2024-12", base=server.base, delay=0, backoff=0, reports=("regional",), regions=("750000000",)
        )
        part("sources", "kz_open_budgets", "collect").collect(
            Archive(settings.archive), settings.home, options, lambda text: None
        )
    return settings


def test_synthetic_answers_are_never_built_beside_the_dossier(home):
    assert collected(Archive(home.archive), home.home).synthetic
    with pytest.raises(InputRefused, match="--only-input"):
        pipeline.build(home)


def test_a_synthetic_edition_says_so_on_every_page(home):
    from starlette.testclient import TestClient

    from tiyn.web.app import create_app

    summary = pipeline.build(home, only_inputs=True)
    opened = edition.open_edition(summary.folder)
    assert opened.synthetic and all(reading["quarantined"] == 0 < reading["accepted"] for reading in summary.readings)
    client = TestClient(create_app(opened, home), base_url="http://portal.test")
    for lang, word in (("kk", "ойдан шығарылған"), ("ru", "данные выдуманы"), ("en", "made up")):
        for path in ("/", "/sources", "/regions"):
            assert word in client.get(f"/{lang}{path}").text


def test_every_page_of_an_edition_without_the_dossier_answers(home):
    """No dossier, no parties, answers whose publisher is on no list: pages say so instead of failing."""
    from starlette.testclient import TestClient

    from tiyn.web import describe
    from tiyn.web.app import Portal, create_app

    opened = edition.open_edition(edition.current(home.editions))
    client = TestClient(create_app(opened, home), base_url="http://portal.test")
    paths = describe.paths(Portal(opened, home))
    assert len(paths) > 60
    documents = [row["id"] for row in opened.connect().execute("select id from document order by id")]
    for path in [*paths, *(f"/source/{one}" for one in documents)]:
        answer = client.get(f"/kk{path}", follow_redirects=True)
        assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
