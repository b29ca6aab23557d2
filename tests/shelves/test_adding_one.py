"""Adding one of a kind edits nothing: a source, an indicator, a page, an export, a download, a language, a claim.

Each is put into a copy of the repository as new files only; the copy is then built and asked.
"""

import os
import shutil
import subprocess
import sys

import pytest

from tiyn.settings import REPOSITORY

SOURCE = """\
id: xx_sample
publisher: open-budgets
licence: CC0
url: not stated
retrieved: 2026-01-01
reader: budget_report
bundled: lines.csv
document: {id: xx-sample, kind: dataset, title: "Sample", language: en, published: not stated}
name: {kk: "Үлгі", ru: "Образец", en: "Sample"}
reliability: {kk: "Үлгі.", ru: "Образец.", en: "Sample."}
"""
INDICATOR = """\
id: XX-ZERO
version: "1"
level: budget_line
name: {kk: "Төлем жоқ", ru: "Платежей нет", en: "Nothing was paid"}
meaning: {kk: "Төлем нөл.", ru: "Платежи равны нулю.", en: "Payments are zero."}
innocent: {kk: "Жоба кешіккен.", ru: "Проект отложен.", en: "The project was put off."}
computable_when: {kk: "Есеп болса.", ru: "Если есть отчёт.", en: "When there is a report."}
parameters: {}
"""
FLAGS = """\
-- One row per budget line: was nothing paid? By subject.
select 'budget/' || id as subject, case when paid = 0 then 'flag' else 'no_flag' end as state, null as reason,
  paid as value, cast(0 as decimal(28, 4)) as threshold, 'budget/' || id || '/paid' as evidence
from budget_line order by subject
"""
PAGE = '''\
"""A page added by one folder."""

from dataclasses import dataclass

PATH = "/added/{id}"


@dataclass(frozen=True)
class Context:
    title: str
    about: str


def context(visit):
    return Context(visit.words("title"), visit.params["id"])


def examples(visit):
    return ["/added/one"]
'''
EXPORT = '''\
"""Added: how many rows each table has."""

FILE_NAME = "counts.txt"
MEDIA_TYPE = "text/plain"


def export(content, folder):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    path.write_text("".join(f"{table.name} {len(rows)}\\n" for table, rows in content))
    return [path]
'''
DOWNLOAD = '''\
"""Added: how many figures a page has."""

ENDING = "count.txt"
NAME = "COUNT"
ORDER = 60
MEDIA_TYPE = "text/plain"


def write(sheets, about):
    return f"{about.language} {len(sheets[0].rows) > 0}".encode()
'''
CLAIM = """\
  - id: added-claim
    about: digital-kazakhstan
    property: funding
    figure: 1 млрд тенге
    what: {kk: "Қосылған мәлімдеме", ru: "Добавленное заявление", en: "An added claim"}
    stance: asserts
    speaker: ospanov
    said_on: not stated
    period: not stated
    stage: allocated
    scope: programme
    level: republican
    vat: unknown
    at: 0..10
    span: 0000000000000000000000000000000000000000000000000000000000000000
"""
ASK = """
import sys
from starlette.testclient import TestClient
from tiyn import edition, pipeline
from tiyn.settings import read_settings
from tiyn.web.app import create_app
settings = read_settings(sys.argv[1])
opened = edition.open_edition(pipeline.build(settings).folder)
client = TestClient(create_app(opened, settings))
rows = opened.connect()
print("source", rows.execute("select count(*) from budget_line where source_id = 'xx_sample'").fetchone()[0])
print("indicator", rows.execute("select count(*) from flag where indicator = 'XX-ZERO'").fetchone()[0] > 0)
print("page", [client.get(f"/{lang}/added/one").status_code for lang in ("kk", "ru", "en")])
print("json", client.get("/en/added/one.json").json()["page"]["about"])
print("export", "budget_line" in (opened.folder / "exports" / "counts.txt").read_text())
taken = client.get("/kk/programme/smart-almaty.count.txt")
print("download", taken.text, taken.headers["content-type"], ">COUNT</a>" in client.get("/kk/added/one").text)
print("language", client.get("/zz/").status_code, client.get("/zz/added/one").status_code, client.get("/zz/programme/smart-almaty").status_code)
print("claim", client.get("/en/receipt/statement/added-claim").status_code)
print("sitemap", "/zz/added/one" in client.get("/sitemap.xml").text)
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """What the copy answers once one of each kind was added to it."""
    root = tmp_path_factory.mktemp("copy")
    for name in ("src", "dossier", "locales"):
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "vendor", "*.egg-info"))
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    package = root / "src" / "tiyn"
    monthly = (package / "sources" / "kz_open_budgets" / "digital_monthly.csv").read_text(encoding="utf-8").splitlines()
    head, line = monthly[0], monthly[-1].replace("2025-03", "2022-12")
    new = {
        package / "sources" / "xx_sample" / "source.yml": SOURCE,
        package / "sources" / "xx_sample" / "lines.csv": f"{head}\n{line}\n",
        package / "indicators" / "XX-ZERO" / "indicator.yml": INDICATOR,
        package / "indicators" / "XX-ZERO" / "flags.sql": FLAGS,
        package / "indicators" / "XX-ZERO" / "cases.yml": "[]",
        package / "pages" / "added" / "__init__.py": "",
        package / "pages" / "added" / "page.py": PAGE,
        package / "pages" / "added" / "page.html": '{% extends "layout.html" %}{% block main %}<h1>{{ c.title }}</h1>{{ c.about }}{% endblock %}',
        package / "pages" / "added" / "words.yml": 'title: {kk: "Қосылды", ru: "Добавлено", en: "Added"}',
        package / "exports" / "counts.py": EXPORT,
        package / "downloads" / "count.py": DOWNLOAD,
        root / "dossier" / "documents" / "added.yml": (root / "dossier/documents/tengrinews-700.yml").read_text(encoding="utf-8").split("statements:")[0].replace("id: tengrinews-700", "id: added-document") + "statements:\n" + CLAIM,
        **language(root),
    }  # fmt: skip
    for path, text in new.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    environment |= {"TIYN_DOSSIER": str(root / "dossier"), "TIYN_LOCALES": str(root / "locales")}
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(root / "var")], env=environment, capture_output=True, text=True, cwd=root
    )
    assert done.returncode == 0, done.stderr[-2000:]
    changed = [path for path, content in before.items() if path.read_bytes() != content]
    assert not changed, f"files that were there were edited: {changed}"
    return dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)


def language(root):
    """A fourth language as one folder, made by machine from the English one: every word, also of pages and codes."""
    from tests.shelves.added_language import files

    return files(root, "zz", {"added.title": "Added"})


EXPECTED = [
    ("source", "1"), ("indicator", "True"), ("page", "[200, 200, 200]"), ("json", "one"), ("export", "True"),
    ("language", "200 200 200"), ("claim", "200"), ("sitemap", "True"), ("download", "kk True text/plain; charset=utf-8 True"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "answer"), EXPECTED)
def test_one_more_is_new_files_only(answers, kind, answer):
    assert answers[kind] == answer
