"""Charts of the subject pages: figures of a page as marks, bars and streams, each linked to its receipt."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tiyn.charts.bars import Bars, bar
from tiyn.charts.flow import Flow, Stream
from tiyn.charts.range_plot import Mark, RangePlot
from tiyn.charts.timeline import Moment, Timeline
from tiyn.draw import Key
from tiyn.model.period import NOT_STATED, read_period
from tiyn.view.charted import Charted
from tiyn.view.figures import Figure, Saying
from tiyn.view.visit import Visit


def ranges(visit: Visit, path: str, name: str, sayings: Iterable[Saying], title: str, subtitle: str) -> Charted:
    """Stated figures of one unit on one scale, in the order given."""
    marks = tuple(_mark(saying, saying.figure) for saying in sayings if saying.figure is not None)
    drawing = RangePlot(name, title, subtitle, marks, head=_head(visit))
    return visit.chart(path, name, drawing, title, subtitle)


def bars(
    visit: Visit, path: str, name: str, rows: Iterable[tuple[str, Figure | None]], title: str, subtitle: str, stage: str = "paid"
) -> Charted:
    """Figures of one unit as bars in the shade of a stage; an untraced one is hatched all through."""
    drawn = [
        bar(label, figure.number, figure.text, figure.receipt, figure.state == "untraced", stage)
        for label, figure in rows
        if figure is not None
    ]
    key = _key(visit, any(rung.state == "untraced" for rung in drawn))
    return visit.chart(path, name, Bars(name, title, subtitle, tuple(drawn), key, _head(visit)), title, subtitle)


def flow(
    visit: Visit, path: str, name: str, source: Saying, streams: Iterable[tuple[str, Figure | None]], words: tuple[str, str]
) -> Charted:
    """A sum and what it is said to go to; `words` are title and subtitle."""
    drawn = tuple(
        Stream(label, figure.number, figure.text, figure.state == "untraced", figure.receipt)
        for label, figure in streams
        if figure is not None
    )
    total = source.figure.number if source.figure else Decimal(0)
    text = source.figure.text if source.figure else ""
    key = _key(visit, any(stream.untraced for stream in drawn))
    return visit.chart(path, name, Flow(name, *words, source.what, text, total, drawn, key, _head(visit)), *words)


def timeline(visit: Visit, path: str, name: str, moments: Iterable[Moment], title: str, subtitle: str) -> Charted:
    """Moments on one axis of days."""
    head = (visit.words("chart_when"), *_head(visit))
    drawing = Timeline(name, title, subtitle, tuple(moments), visit.words("date_not_stated"), head=head)
    return visit.chart(path, name, drawing, title, subtitle)


def moment(visit: Visit, saying: Saying) -> Moment:
    """When a statement was made, or printed; one whose own date cannot be right has no day."""
    row = visit.row("statement", id=saying.id)
    said = row["said_on"] if row["said_on"] != NOT_STATED else visit.row("document", id=row["document_id"])["published"]
    impossible = [badge.name for badge in saying.badges if badge.code == "impossible_date"]
    if impossible:
        return Moment(saying.what, impossible[0], None, saying.said_on, saying.receipt, "impossible")
    day = read_period(said).end if said != NOT_STATED else None
    return Moment(saying.what, saying.figure.text if saying.figure else "", day, saying.said_on, saying.receipt)


def _mark(saying: Saying, figure: Figure) -> Mark:
    low, high = (Decimal(bound) if bound else None for bound in (figure.low, figure.high))
    return Mark(f"{saying.speaker_name}: {saying.what}", figure.number, low, high, figure.text, figure.receipt)


def _key(visit: Visit, untraced: bool) -> tuple[Key, ...]:
    return (Key("untraced", visit.words.name("state", "untraced")),) if untraced else ()


def _head(visit: Visit) -> tuple[str, str]:
    return visit.words("chart_what"), visit.words("chart_amount")
