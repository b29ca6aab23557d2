"""What every chart promises, whatever its kind."""

import re
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tests.charts import drawings
from tiyn.charts.boxes import steps
from tiyn.charts.tilemap import PLACES
from tiyn.charts.treemap import squarified
from tiyn.draw import MIN_HATCH, NARROW, WIDE, Scale, framed, text_width, to_png, wrap

SVG = "{http://www.w3.org/2000/svg}"
EVERY = pytest.mark.parametrize("kind", list(drawings.KINDS))
WIDTHS = pytest.mark.parametrize("width", [WIDE, NARROW])


def marks(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def hatched(svg: str) -> list[ElementTree.Element]:
    return [e for e in marks(svg).iter() if (e.get("fill") or "").endswith("-hatch)")]


@EVERY
@WIDTHS
def test_is_well_formed_named_and_safe_under_a_strict_policy(kind: str, width: int) -> None:
    svg = drawings.KINDS[kind]().svg(width)
    root = marks(svg)
    assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    assert root.get("role") == "group", "links inside an image would be hidden from a screen reader"
    names = root.get("aria-labelledby", "").split()
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert set(names) <= set(ids) and len(ids) == len(set(ids))
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", svg)
    assert drawings.SPITEFUL not in svg


@EVERY
@WIDTHS
def test_same_input_same_bytes_and_no_id_twice_on_a_page(kind: str, width: int) -> None:
    chart = drawings.KINDS[kind]()
    assert chart.svg(width) == drawings.KINDS[kind]().svg(width)
    ids = re.findall(r' id="([^"]+)"', chart.svg(WIDE) + chart.svg(NARROW))
    assert len(ids) == len(set(ids))


@EVERY
@WIDTHS
def test_nothing_is_drawn_outside_the_frame_or_too_small_to_read(kind: str, width: int) -> None:
    root = marks(drawings.KINDS[kind]().svg(width))
    _, _, wide, high = (float(part) for part in root.get("viewBox", "").split())
    for mark in root.iter():
        if mark.tag == f"{SVG}rect":
            x, y, w, h = (float(mark.get(name, "0")) for name in ("x", "y", "width", "height"))
            assert x >= 0 and y >= 0 and x + w <= wide + 1 and y + h <= high + 1, ElementTree.tostring(mark)
        elif mark.tag == f"{SVG}text":
            _check_text(mark, wide, high)


def _check_text(mark: ElementTree.Element, wide: float, high: float) -> None:
    size, x, y = (float(mark.get(name, "0")) for name in ("font-size", "x", "y"))
    length = text_width(mark.text or "", size, mark.get("font-weight") == "700")
    start = {"end": x - length, "middle": x - length / 2}.get(mark.get("text-anchor", ""), x)
    assert size >= 11
    assert start >= -8 and start + length <= wide + 8 and size * 0.7 <= y <= high, (mark.text, start, length, wide, y, high)


@EVERY
def test_the_table_says_what_the_picture_says(kind: str) -> None:
    chart = drawings.KINDS[kind]()
    head, rows = chart.table()
    assert rows and all(len(row) == len(head) for row in rows)
    linked = [cell for row in rows for cell in row if isinstance(cell, dict)]
    assert chart.svg() != chart.svg_narrow()
    assert linked and all(cell["url"] == drawings.LINK for cell in linked)


@pytest.mark.parametrize("kind", ["ladder", "bars", "flow", "tilemap", "months"])
@WIDTHS
def test_what_was_not_traced_is_hatched_and_thick_enough_to_see(kind: str, width: int) -> None:
    bands = [e for e in hatched(drawings.KINDS[kind]().svg(width)) if e.tag == f"{SVG}rect"]
    assert bands
    assert all(float(e.get("width", "0")) >= MIN_HATCH for e in bands)


def test_hatch_stays_visible_for_the_smallest_remainder() -> None:
    assert all(
        float(e.get("width", "0")) >= MIN_HATCH for e in hatched(drawings.ladder(rest="0.000001").svg()) if e.tag == f"{SVG}rect"
    )


@pytest.mark.parametrize("chart", [drawings.ladder("-1.28"), drawings.bars("-1.28"), drawings.flow("9.9")], ids=lambda c: c.id)
@WIDTHS
def test_more_than_the_whole_is_drawn_not_clipped(chart, width: int) -> None:
    assert "c-redbg" in chart.svg(width)


def test_a_flow_says_how_much_more_leaves_than_there_is() -> None:
    assert drawings.flow("9.9").excess == Decimal("1.594")
    assert drawings.flow("8.306").excess == 0


def test_an_unknown_rung_is_an_outline_with_a_question_mark_never_a_zero() -> None:
    chart = drawings.ladder()
    alone = replace(chart, rungs=(chart.rungs[2],))
    texts = [e.text for e in marks(alone.svg()).iter(f"{SVG}text")]
    assert "?" in texts and "0" not in texts


def test_links_escape_their_address() -> None:
    assert 'href="/ru/receipt/a?b=&quot;c&quot;&amp;d"' in drawings.ladder().svg()


def test_the_map_has_twenty_regions_each_in_a_place_of_its_own() -> None:
    assert len(PLACES) == 20 == len(set(PLACES.values()))
    assert len(re.findall("<a ", drawings.tilemap().svg())) == 20


def test_a_month_not_read_is_hatched_and_a_month_without_a_line_is_empty() -> None:
    chart = drawings.months()
    assert len([e for e in hatched(chart.svg()) if e.tag == f"{SVG}rect"]) == 1
    empty = replace(chart, months=(*chart.months[:2], replace(chart.months[-1], read=True)))
    assert not hatched(empty.svg())
    assert replace(chart, head=(*chart.head[:2], "")).table()[0][1:] == [{"text": "сумма", "num": True}]


def test_an_ego_network_says_by_line_and_shape_what_each_tie_is() -> None:
    svg = drawings.ego().svg()
    assert svg.count('stroke-dasharray="6 4"') == 5, "one press source: a broken line"
    assert svg.count("<circle") == 3 + 1, "people are circles, and the centre"


def test_undated_moments_have_their_lane_after_the_dated() -> None:
    chart = drawings.timeline()
    assert [moment.said for moment in chart.ordered][:4] == ["2015", "22.01.2025", "конец 2026", "февраль"]
    assert replace(chart, moments=chart.moments[4:]).svg().count("<circle") == 14


def test_an_interval_has_no_point_nobody_named() -> None:
    plot = drawings.range_plot()
    assert plot.svg().count("<circle") == 2, "only the two plain numbers"


@EVERY
def test_a_chart_that_travels_alone_says_what_it_is(kind: str) -> None:
    chart = drawings.KINDS[kind]()
    texts = [e.text for e in marks(framed(chart.svg())).iter(f"{SVG}text")]
    assert chart.title in texts and chart.description in texts and "Tiyn" in texts


def test_a_chart_becomes_a_picture() -> None:
    assert to_png(drawings.ladder().svg(), zoom=1)[:8] == b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(("value", "pixel"), [("0", 10.0), ("50", 60.0), ("100", 110.0), ("-10", 0.0)])
def test_scale(value: str, pixel: float) -> None:
    assert Scale(Decimal(0), Decimal(100), 10, 110)(Decimal(value)) == pixel


def test_wrapping_keeps_to_the_width_and_breaks_only_what_it_must() -> None:
    assert wrap("раз два", 14, 1000) == ["раз два"]
    assert all(text_width(line, 14) <= 60 for line in wrap("Информатизация и цифровизация", 14, 60))
    assert "".join(wrap("абвгдежзиклмн", 14, 40)).replace("-", "") == "абвгдежзиклмн"


@WIDTHS
def test_a_treemap_fills_its_box_with_areas_as_large_as_their_shares(width: int) -> None:
    shares = [Decimal(part) / 100 for part in (40, 25, 20, 10, 4, 1)]
    boxes = squarified(shares, (0.0, 0.0, float(width), 400.0))
    for share, (x, y, wide, high) in zip(shares, boxes, strict=True):
        assert wide * high == pytest.approx(float(share) * width * 400, rel=1e-9)
        assert x >= 0 and y >= 0 and x + wide <= width + 1e-6 and y + high <= 400 + 1e-6
    for number, one in enumerate(boxes):
        for other in boxes[number + 1 :]:
            apart = one[0] + one[2] <= other[0] + 1e-6 or other[0] + other[2] <= one[0] + 1e-6
            assert apart or one[1] + one[3] <= other[1] + 1e-6 or other[1] + other[3] <= one[1] + 1e-6
    assert max(max(wide / high, high / wide) for _, _, wide, high in boxes) < 6


def test_a_treemap_draws_no_tile_for_what_is_not_above_zero_but_its_table_has_it() -> None:
    chart = drawings.treemap()
    assert "возврат" not in chart.svg() and [row[0] for row in chart.table()[1] if row[0] == "возврат"] == ["возврат"]
    assert "-future)" in chart.svg(), "what is taken together is drawn in a pattern"
    assert "<rect" not in replace(chart, leaves=chart.leaves[4:5]).svg()


def test_prices_spread_far_stand_on_equal_ratios_and_near_ones_on_equal_steps() -> None:
    far, near = drawings.boxes(), drawings.boxes("50")
    assert far.logarithmic and not near.logarithmic

    def middles(chart) -> list[float]:
        return [float(e.get("width", "0")) for e in marks(chart.svg()).iter(f"{SVG}rect")]

    assert middles(far)[0] == pytest.approx(float((Decimal(12)).log10() / Decimal(30000).log10()) * (WIDE - 20), abs=0.2)
    assert middles(near)[1] == 2  # all prices the same: seen all the same
    assert steps(Decimal(3), Decimal(90000), True) == [Decimal(one) for one in (10, 100, 1000, 10000)]
    assert steps(Decimal(100), Decimal(500), False) == [Decimal(one) for one in (100, 200, 300, 400, 500)]
    assert steps(Decimal(7), Decimal(7), False) == [Decimal(7)]
