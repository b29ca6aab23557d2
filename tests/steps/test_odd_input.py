"""Files that are cut off, named alike, given twice or absent: nothing is half read, counted twice or built from nothing."""

import csv
import gzip

import pytest

from tiyn import pipeline
from tiyn.engine import Engine
from tiyn.model.errors import InputRefused, NotFound
from tiyn.settings import read_settings
from tiyn.snapshot import Archive
from tiyn.steps.read import SOURCES, given, read, sources
from tiyn.view.budgets import lines_of

SAMPLE = SOURCES / "kz_open_budgets" / "digital_monthly.csv"


def taken(folder, *inputs):
    engine = Engine()
    return engine, read(engine, Archive(folder / "archive"), None, sources(), tuple(given(inputs)))


def part(path, first, last):
    head, *rows = SAMPLE.read_text(encoding="utf-8").splitlines()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, *rows[first:last]]), encoding="utf-8")
    return path


def test_a_file_cut_off_leaves_no_rows(tmp_path):
    good = part(tmp_path / "good.csv", 0, 10)
    cut = tmp_path / "cut.csv.gz"
    packed = gzip.compress(SAMPLE.read_bytes())
    cut.write_bytes(packed[: len(packed) // 2])
    engine, readings = taken(tmp_path, good, cut)
    assert {one["file"]: (one["read"], one["accepted"]) for one in readings} == {"good.csv": (10, 10), "cut.csv.gz": (0, 0)}
    assert engine.rows("select count(*) as n from budget_line")[0]["n"] == 10
    assert not engine.rows("select id from budget_line where class_id not in (select id from budget_class)")
    assert [one["place"] for one in engine.rows("select place from issue where kind = 'refused'")] == ["cut.csv.gz"]


def test_files_named_alike_are_two_and_one_given_twice_is_one(tmp_path):
    left, right = part(tmp_path / "a" / "x.csv", 0, 10), part(tmp_path / "b" / "x.csv", 10, 20)
    _, readings = taken(tmp_path, left, right, left)
    assert [(one["file"], one["read"]) for one in readings] == [("x.csv", 10), ("x.csv (2)", 10)]


def test_a_later_print_is_a_revision_whichever_file_has_it(tmp_path):
    first = part(tmp_path / "1.csv", 0, 1)
    head, row = first.read_text(encoding="utf-8").splitlines()
    names = head.split(",")
    paths = [first]
    for number, column in enumerate(("approved", "executed_paid"), 2):
        cells = next(csv.reader([row]))
        cells[names.index(column)] = "1"
        paths.append(tmp_path / f"{number}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([names, cells])
    engine, _ = taken(tmp_path, *paths)
    assert {one["measure"] for one in engine.rows("select measure from budget_revision")} == {"approved", "paid"}


def test_nothing_is_built_from_an_empty_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputRefused, match="empty folder"):
        pipeline.build(read_settings(str(tmp_path / "home")), inputs=(tmp_path / "empty",), only_inputs=True)


def test_what_a_killed_build_left_goes_with_the_next(tmp_path):
    left = tmp_path / "home" / "editions" / ".staging.1"
    left.mkdir(parents=True)
    pipeline.build(read_settings(str(tmp_path / "home")), inputs=(part(tmp_path / "x.csv", 0, 10),), only_inputs=True)
    assert not left.exists()


@pytest.mark.parametrize("when", ["²²²²", "٢٠٢٣", "20235", "2023x", "2023-", "2023-1"])
def test_a_time_that_is_none_is_not_found(when):
    with pytest.raises(NotFound, match="no time"):
        lines_of(lambda sql, values: [], "KZ", when, "expenditure")


def test_remembered_files_that_are_gone_are_said_not_dropped(tmp_path):
    settings = read_settings(str(tmp_path / "home"))
    settings.home.mkdir()
    pipeline.remember(settings, (tmp_path / "gone.csv",), False)
    with pytest.raises(InputRefused, match="it is gone"):
        pipeline.remembered(settings)


def test_an_edition_of_another_version_is_refused_with_what_to_do(tmp_path, opened):
    import json
    import shutil

    from tiyn import edition
    from tiyn.model.errors import EditionRefused
    from tiyn.snapshot import digest

    folder = tmp_path / opened.folder.name
    shutil.copytree(opened.folder, folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["tables"]["budget_line"]
    text = json.dumps(manifest)
    (folder / "manifest.json").write_text(text)
    (folder / "manifest.sha256").write_text(digest(text.encode()))
    with pytest.raises(EditionRefused, match="another version"):
        edition.open_edition(folder)
