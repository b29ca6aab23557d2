"""No query makes search raise, and pages, counts and builds agree with each other."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiyn.search import Entry, Index, Results, build

CAREFUL = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
HOSTILE = (
    "", " ", "\0", "\0\0\0", "!!!", "«»", '"', '""', '"""', "(", "a AND (", "title:", "*", "**", "?", "\\", "^2", "~1",
    "[a TO b]", "а" * 10_000, "x " * 5_000, "\u202e\u202d", "\u200f", "\ud800", "٠١٢٣", "9" * 400, "1" * 25 + " млрд",
    "-1", "+", "0", "0,0", ",", ".", "1,", "млрд", "тенге", "'", "’’", ";drop table", "<script>", "%00", "🙂",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=[repr(text[:12]) for text in HOSTILE])
@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_hostile_queries_never_raise(index: Index, text: str, lang: str) -> None:
    results = index.search(text, lang)
    assert isinstance(results, Results)
    assert isinstance(index.suggest(text, lang), list)


@pytest.mark.parametrize("text", ["", "\0", "!!!", "«»", "а" * 10_000, "\u202e", "[]^~*"])
def test_what_holds_no_question_finds_nothing(index: Index, text: str) -> None:
    assert index.search(text, "ru") == Results()


@CAREFUL
@given(text=st.text(max_size=60), lang=st.sampled_from(["kk", "ru", "en"]))
def test_no_text_makes_search_raise(index: Index, text: str, lang: str) -> None:
    results = index.search(text, lang)
    assert results.count == sum(results.kinds.values()) == len(results.hits)
    for hit in results.hits:
        assert all(piece for piece, _ in hit.matched)
    index.suggest(text, lang)


PIECES = ["700", "млрд", '"', "«", "»", "Алматы", "умный", "0", "жүйе", "систем", ",", "41,", "1\xa0000", "bn", "в", "ТОО"]


@CAREFUL
@given(text=st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join))
def test_scraps_of_real_queries_keep_counts_and_hits_together(index: Index, text: str) -> None:
    results = index.search(text, "ru")
    assert results.count == len(results.hits)
    for kind, count in results.kinds.items():
        assert index.search(text, "ru", kind=kind).count == count


def test_pages_follow_each_other_without_gap_or_repeat(index: Index) -> None:
    whole = [hit.id for hit in index.search("Алматы", "ru").hits]
    pages = [index.search("Алматы", "ru", limit=1, offset=offset).hits for offset in range(len(whole))]
    paged = [hit.id for page in pages for hit in page]
    assert len(whole) > 3
    assert paged == whole


def test_the_order_of_entries_does_not_matter(entries: list[Entry], index: Index, tmp_path: Path) -> None:
    build(entries, tmp_path / "again")
    again = Index(tmp_path / "again")
    for text in ("Алматы", "41", "жүйе", "система", "цифровизация"):
        assert again.search(text, "kk") == index.search(text, "kk")


def test_complete_results_stand_before_those_that_lack_a_word(index: Index) -> None:
    results = index.search("управление цифровизации города Астана", "ru")
    assert results.hits[0].id == "party/digitalization-department"
    results = index.search("аким города Алматы", "ru")
    assert results.hits[0].id == "party/dosaev"
    assert len(results.hits) > 1


def test_a_snippet_is_a_piece_of_the_entry(index: Index, entries: list[Entry]) -> None:
    marked = index.search("заказчик управление", "ru").hits[0].matched
    assert "".join(text for text, _ in marked).strip("… ") in entries[3].texts["ru"]
    assert [text for text, on in marked if on] == ["Заказчик", "Управление"]


def test_weight_lifts_among_equals(tmp_path: Path) -> None:
    pair = [Entry(str(n), "thing", f"/{n}", {"ru": "один и тот же"}, weight=n) for n in range(3)]
    build(pair, tmp_path / "index")
    assert [hit.id for hit in Index(tmp_path / "index").search("один тот", "ru").hits] == ["2", "1", "0"]


def test_two_entries_of_one_id_are_refused_by_name(entries: list[Entry], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=entries[0].id):
        build([*entries, entries[0]], tmp_path / "index")


def test_a_used_folder_is_refused(entries: list[Entry], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here first")
    with pytest.raises(FileExistsError, match="not empty"):
        build(entries, tmp_path)


def test_an_empty_edition_can_be_searched(tmp_path: Path) -> None:
    assert build([], tmp_path / "index") == 0
    assert Index(tmp_path / "index").search("Алматы", "ru") == Results()


def test_suggestions_begin_with_what_was_typed(index: Index) -> None:
    assert index.suggest("Дос", "ru")[0].id == "party/dosaev"
    assert index.suggest("Dos", "en")[0].id == "party/dosaev"
    assert index.suggest("умный г", "ru")[0].id == "programme/smart-almaty"
    assert index.suggest("Парк иннов", "kk")[0].id == "earmarked/innovation-technology-park"
    assert index.suggest("цифровой каз", "ru")[0].title == "Стоимость программы «Цифровой Казахстан»"
    assert index.suggest("щщщ", "ru") == []
    assert len(index.suggest("а", "ru", limit=2)) == 2
