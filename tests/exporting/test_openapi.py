"""The description of the portal: every example in it answers, and answers as it is described."""

import json
from urllib.parse import parse_qsl, quote, urlsplit

import jsonschema
import pytest

from tiyn import codes
from tiyn.shelf import PACKAGE
from tiyn.view import parameters


def filled(path, operation):
    for one in operation["parameters"]:
        if one["in"] == "path":
            path = path.replace("{" + one["name"] + "}", quote(one.get("example", ""), safe="/~:"))
    return path


def checked(client):
    body = client.get("/openapi.json").json()
    for path, item in body["paths"].items():
        operation = item["get"]
        slots = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert slots == {part.partition("}")[0] for part in path.split("{")[1:]}, path
        assert operation["responses"]["200"]["content"], path
        if all("example" in one for one in operation["parameters"] if one["in"] == "path"):
            yield body, path, operation


@pytest.mark.parametrize("edition", ["reader"])
def test_every_example_answers_as_described(edition, request):
    client = request.getfixturevalue(edition)
    count, wrong = 0, []
    for body, path, operation in checked(client):
        if not (path.endswith(".json") or "/export/" in path):
            continue  # the downloads are tests/web/test_downloads.py's
        if "/export/" in path and edition == "client":
            continue  # an edition without purchases has little to export
        answer = client.get(filled(path, operation))
        if answer.status_code != 200:
            wrong.append((path, filled(path, operation), answer.status_code))
            continue
        kind, described = next(iter(operation["responses"]["200"]["content"].items()))
        assert answer.headers["content-type"].startswith(kind), path
        if kind == "application/json":
            whole = {**described["schema"], "components": body["components"]}
            wrong = [
                f"{list(one.absolute_path)[:6]}: {one.message[:90]}"
                for one in jsonschema.Draft202012Validator(whole).iter_errors(answer.json())
            ]
        count += 1
    assert not wrong, wrong[:20]
    assert count > 20


def test_filters_and_sorts_are_enumerated(reader):
    paths = reader.get("/openapi.json").json()["paths"]
    asked = {one["name"]: one for one in paths["/{lang}/contracts.json"]["get"]["parameters"]}
    assert asked["sort"]["schema"]["enum"] == ["relevance", "-amount", "amount", "-date", "date"]
    assert "open" in asked["method"]["schema"]["enum"] and asked["buyer"]["in"] == "query"
    assert {"/{lang}/export/contracts.xlsx", "/{lang}/export/ocds.jsonl", "/{lang}/export/table/{table}.csv"} <= set(paths)
    assert json.dumps(paths)


def test_what_is_enumerated_is_what_the_code_lists_hold():
    assert set(parameters.METHOD["enum"]) == {*codes.codes("procurement_method"), "-"}
    assert set(parameters.CATEGORY["enum"]) == {*codes.codes("procurement_category"), "-"}
    assert set(parameters.STATE["enum"]) == {*codes.codes("trace_state"), "no_contract", "-"}
    assert set(parameters.MEASURE["enum"]) == set(codes.codes("measure"))


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/{lang}/contracts.json", "state", "void"),
        ("/{lang}/export/contracts.csv", "method", "direct"),
        ("/{lang}/export/ocds.jsonl", "state", "no_contract"),
        ("/{lang}/flags/{id}.json", "method", "open"),
        ("/{lang}/pivot/{asked}.json", "rows", "region"),
        ("/{lang}/explorer/{asked}.json", "measure", "paid"),
    ],
)
def test_the_filters_of_every_list_are_enumerated(reader, path, name, value):
    paths = reader.get("/openapi.json").json()["paths"]
    asked = {one["name"]: one["schema"] for one in paths[path]["get"]["parameters"] if one["in"] == "query"}
    assert value in asked[name]["enum"]


def test_no_list_takes_a_filter_it_does_not_describe(reader):
    """Every page that reads its query says what it may hold."""
    for path in PACKAGE.glob("pages/*/page.py"):
        text = path.read_text(encoding="utf-8")
        assert "visit.arguments" not in text or "\nQUERY = " in text, path


def test_the_values_of_the_register_are_among_those_enumerated(reader):
    facets = {one["id"]: one for one in reader.get("/en/contracts.json").json()["page"]["facets"]}
    for name in ("state", "method", "category", "year"):
        for one in facets[name]["values"]:
            chosen = dict(parse_qsl(urlsplit(one["url"]).query)).get(name)
            if chosen:
                jsonschema.validate(chosen, parameters.PURCHASES[name])
