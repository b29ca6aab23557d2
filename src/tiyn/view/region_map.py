"""The regions as a map of equal tiles, cut at the quarters of the regions that have a figure."""

from __future__ import annotations

from collections.abc import Mapping

from tiyn import codes
from tiyn.charts.tilemap import Tile, TileMap
from tiyn.draw import Key
from tiyn.view.charted import Charted
from tiyn.view.facts import region_link
from tiyn.view.figures import Figure
from tiyn.view.visit import Visit

STEPS = ("plan", "approved", "contracted", "paid")


def region_map(visit: Visit, path: str, figures: Mapping[str, Figure | None], title: str, subtitle: str) -> dict[str, Charted]:
    """One figure per KATO code, None where the rule selects nobody; nothing is drawn for fewer than four figures."""
    words = visit.words
    values = sorted(figure.number for figure in figures.values() if figure is not None)
    if len(values) < len(STEPS):
        return {}
    low, middle, high = (values[len(values) * quarter // 4] for quarter in (1, 2, 3))
    tiles = tuple(_tile(visit, code, figure) for code, figure in figures.items())
    key = [Key(code, words(f"quarter_{number}")) for number, code in enumerate(STEPS, 1)]
    key.append(Key("untraced", words("no_such_administrator")))
    head = (words("region_head"), words("m_paid"))
    drawing = TileMap("map", title, subtitle, tiles, (low, middle, high), tuple(key), head)
    return {"map": visit.chart(path, "map", drawing, title, subtitle)}


def _tile(visit: Visit, code: str, figure: Figure | None) -> Tile:
    words, link = visit.words, region_link(visit, code)
    short = words.block(codes.lists()["region"][code]["short"], f"region.{code}.short")
    value, text = (figure.number, figure.text) if figure else (None, words("no_such_administrator"))
    return Tile(code, link.text, short, value, text, link.url)
