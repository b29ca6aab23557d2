"""The dossier: every mistake at once, with its line and its cure; and what the real one holds."""

import re
import shutil
from pathlib import Path

import pytest

from tests.cases import load
from tiyn.model.errors import DossierRefused
from tiyn.readers import dossier
from tiyn.settings import REPOSITORY
from tiyn.snapshot import digest

MISTAKES = load(Path(__file__).with_name("mistakes.yml"))


@pytest.fixture(scope="module")
def rows():
    return dossier.read(REPOSITORY / "dossier")[0]


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(REPOSITORY / "dossier", tmp_path / "dossier")
    return tmp_path / "dossier"


def test_a_dossier_that_lies_elsewhere_gives_the_same_rows(tmp_path):
    """Where an operator keeps the files is no change between two editions."""
    shutil.copytree(REPOSITORY / "dossier", tmp_path / "another-name")
    assert dossier.read(tmp_path / "another-name")[1] == dossier.read(REPOSITORY / "dossier")[1]


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["why"])
def test_a_mistake_is_told_with_place_finding_and_cure(case, copy):
    path = copy / "documents" / "tengrinews-700.yml"
    text = path.read_text(encoding="utf-8")
    before, after = case["change"]["from"].replace("\\n", "\n"), case["change"]["to"].replace("\\n", "\n")
    assert before in text, "the case changes nothing"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(DossierRefused) as error:
        dossier.read(copy)
    for words in case["says"]:
        assert words in str(error.value)
    assert all(mistake.line > 0 for mistake in error.value.mistakes)


def test_all_mistakes_of_all_files_are_told_at_once(copy):
    for name in ("tengrinews-700", "orda-audit"):
        path = copy / "documents" / f"{name}.yml"
        path.write_text(path.read_text(encoding="utf-8").replace("stance: asserts", "stance: asertz", 2), encoding="utf-8")
    with pytest.raises(DossierRefused) as error:
        dossier.read(copy)
    assert [mistake.file for mistake in error.value.mistakes] == ["dossier/documents/orda-audit.yml"] * 2 + [
        "dossier/documents/tengrinews-700.yml"
    ] * 2


def test_a_leading_zero_of_a_bin_survives_and_a_bad_bin_is_refused(copy):
    path = copy / "parties.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("bin: not collected", "bin: 000740000728", 1), encoding="utf-8")
    assert "000740000728" in [row["bin"] for row in dossier.read(copy)[0]["party"]]
    path.write_text(text.replace("bin: not collected", "bin: 230540014001", 1), encoding="utf-8")
    with pytest.raises(DossierRefused, match="not a BIN"):
        dossier.read(copy)


def test_the_five_documents_are_there_with_their_statements(rows):
    count = {}
    for row in rows["statement"]:
        count[row["document_id"]] = count.get(row["document_id"], 0) + 1
    expected = {
        "orda-audit": 37,
        "zakon-2026-02-10": 18,
        "expert-kz-almaty": 48,
        "inbusinesskz-2025-01-22": 45,
        "tengrinews-700": 18,
    }
    assert count == expected


def test_every_person_has_a_basis_and_every_tie_a_stance(rows):
    for party in rows["party"]:
        assert party["schema"] != "Person" or party["basis"]
    assert all(relation["stance"] for relation in rows["relation"])


def test_every_quoted_span_is_what_the_document_says(rows, seeds):
    texts = {digest(path.read_bytes()): path.read_bytes().decode("utf-8") for path in seeds.iterdir()}
    documents = {row["id"]: texts[row["sha256"]] for row in rows["document"]}
    for row in rows["statement"]:
        span = documents[row["document_id"]][row["at_start"] : row["at_end"]]
        assert digest(span.encode()) == row["span_sha256"], row["id"]
        assert (row.get("said") or "") in span, row["id"]


def test_no_words_of_a_source_stand_in_the_repository(seeds):
    """No run of eight words of a source document stands anywhere in the dossier or the pages."""
    ours = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("dossier", "docs", "locales", "src")
        for path in sorted((REPOSITORY / folder).rglob("*"))
        if path.suffix in (".yml", ".md", ".html", ".py")
    )
    # A title is how a document is cited.
    ours = " ".join(line.strip() for line in ours.splitlines() if not line.strip().startswith("title:"))
    ours = " ".join(ours.split())
    for path in seeds.iterdir():
        words = path.read_text(encoding="utf-8").split()
        for start in range(len(words) - 8):
            run = " ".join(words[start : start + 8])
            assert run not in ours, f"{path.name}: {run}"


def test_no_summary_holds_a_figure_because_a_sentence_has_no_receipt(rows):
    """Figures stand on pages with their receipts; the plain sentence above them names none. Years may stand."""
    for row in rows["label"]:
        if row["owner"].startswith("subject/") and row["role"] == "summary":
            assert not re.search(r"\d", re.sub(r"\b(19|20)\d\d\b", "", row["text"])), row
