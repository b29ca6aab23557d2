"""Where money went: fixed columns, the same scale in each, the untraced band hatched.

On a narrow page the columns become rows on one scale, with their words above them.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from tiyn.draw import MIN_HATCH, OUTLINED, STATE_FILLS, WIDE, Canvas, Key, keys, linked, px, text_width, wrap

THICK = 16.0
GAP = 14.0


@dataclass(frozen=True)
class Node:
    """An amount in a column, in the chart's unit; None is drawn as an outline of `MIN_HATCH`."""

    id: str
    label: str
    value: Decimal | None
    text: str
    stage: str
    state: str
    href: str | None = None


@dataclass(frozen=True)
class Column:
    """One step of the money's way."""

    title: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True)
class Link:
    """Money passing from a node to a node of the next column."""

    source: str
    target: str
    value: Decimal
    text: str
    state: str
    href: str | None = None


@dataclass(frozen=True)
class Flow:
    """`excess` is the word for links that carry more than their node holds."""

    id: str
    title: str
    desc: str
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    head: tuple[str, str, str]  # from, to, sum
    names: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> list[Key]:
        return keys([_code(node) for column in self.columns for node in column.nodes], self.names)

    @property
    def total(self) -> Decimal:
        """The fullest column: it sets the scale of all."""
        return max((sum((n.value or Decimal(0) for n in c.nodes), Decimal(0)) for c in self.columns), default=Decimal(0)) or Decimal(1)

    def excess(self) -> list[tuple[str, Decimal]]:
        """Nodes whose links out carry more than they hold, and by how much."""
        over: list[tuple[str, Decimal]] = []
        for node in (n for c in self.columns for n in c.nodes):
            out = sum((link.value for link in self.links if link.source == node.id), Decimal(0))
            if node.value is not None and out > node.value:
                over.append((node.id, out - node.value))
        return over

    def svg(self, width: int = WIDE) -> str:
        canvas = Canvas(self.id if width == WIDE else f"{self.id}-{width}", width)
        height = _rows(canvas, self) if canvas.narrow else _columns(canvas, self)
        return canvas.svg(height, self.title, self.desc)

    def table(self) -> tuple[list[object], list[list[object]]]:
        nodes = {n.id: n for c in self.columns for n in c.nodes}
        head: list[object] = [self.head[0], self.head[1], {"text": self.head[2], "num": True}]
        rows: list[list[object]] = []
        for link in self.links:
            rows.append([nodes[link.source].label, nodes[link.target].label, linked(link.text, link.href)])
        return head, rows


def _code(node: Node) -> str:
    if node.value is None:
        return node.state if node.state in OUTLINED else "not_collected"
    if node.state in STATE_FILLS:
        return node.state
    return "approved" if node.stage == "revised" else node.stage


def _length(node: Node, scale: float) -> float:
    if node.value is None:
        return 18.0
    return max(float(node.value) * scale, MIN_HATCH if node.state in STATE_FILLS else 2)


def _columns(canvas: Canvas, flow: Flow) -> float:
    """Nodes upright, their labels to the right; gives the height."""
    last = max((text_width(n.label, canvas.size, True) for n in flow.columns[-1].nodes), default=0)
    step = (canvas.width - min(last + 14, 190) - THICK) / max(len(flow.columns) - 1, 1)
    scale = 230 / float(flow.total)
    tops: dict[str, tuple[float, float]] = {}
    texts: list[tuple[Node, float, float, float]] = []
    height = 0.0
    for index, column in enumerate(flow.columns):
        x, y = index * step, 34.0
        room = (step if index < len(flow.columns) - 1 else canvas.width - x) - THICK - 12
        for number, line in enumerate(wrap(column.title, canvas.small, room + THICK)[:2]):
            canvas.text(x, 12 + 14 * number, line, "ink2", canvas.small)
        for node in column.nodes:
            size = _length(node, scale)
            tops[node.id] = (x, y)
            texts.append((node, x + THICK + 7, y, room))
            lines = len(wrap(node.label, canvas.size, room, True)) + (1 if node.text else 0)
            y += max(size, 17 * lines) + GAP
        height = max(height, y)
    _ribbons(canvas, flow, tops, scale)
    for column in flow.columns:
        for node in column.nodes:
            x, y = tops[node.id]
            canvas.bar(x, y, THICK, _length(node, scale), node.stage, _code(node))
    for node, x, y, room in texts:
        canvas.open(node.href)
        tint = "rust" if node.state == "untraced" else "ink"
        at = y + 12
        for line in wrap(node.label, canvas.size, room, True):
            canvas.text(x, at, line, tint, bold=True, halo=True)
            at += 17
        if node.text:
            canvas.text(x, at, node.text, tint if tint == "rust" else "ink2", canvas.size, halo=True)
        canvas.close(node.href)
    return height


def _rows(canvas: Canvas, flow: Flow) -> float:
    """Nodes lying, labels listed above them; gives the height."""
    widest = max(len(column.nodes) for column in flow.columns)
    scale = (canvas.width - 4 * widest - 20) / float(flow.total)
    places: dict[str, tuple[float, float]] = {}
    y = 0.0
    for index, column in enumerate(flow.columns):
        y += 12
        canvas.text(0, y, column.title, "ink2", canvas.small)
        for node in column.nodes:
            y = _row_label(canvas, node, y + 18)
        y += 9
        x = 0.0
        for node in column.nodes:
            places[node.id] = (x, y)
            canvas.bar(x, y, _length(node, scale), THICK, node.stage, _code(node))
            x += _length(node, scale) + 4
        y += THICK + (26 if index < len(flow.columns) - 1 else 2)
    return y


def _row_label(canvas: Canvas, node: Node, y: float) -> float:
    tint = "rust" if node.state == "untraced" else "ink"
    canvas.open(node.href)
    canvas.bar(0, y - 9, 12, 9, node.stage, _code(node))
    room = canvas.width - 20 - text_width(node.text, canvas.size, True) - 8
    lines = wrap(node.label, canvas.size, room)
    for number, line in enumerate(lines):
        canvas.text(19, y + 16 * number, line, tint)
    canvas.text(canvas.width, y, node.text, tint, bold=True, anchor="end")
    canvas.close(node.href)
    return y + 16 * (len(lines) - 1)


def _ribbons(canvas: Canvas, flow: Flow, tops: dict[str, tuple[float, float]], scale: float) -> None:
    """Bands between nodes; what leaves a node beyond its amount is outlined."""
    leaving: dict[str, float] = {}
    arriving: dict[str, float] = {}
    nodes = {n.id: n for c in flow.columns for n in c.nodes}
    for link in flow.links:
        x1, y1 = tops[link.source]
        x2, y2 = tops[link.target]
        thick = max(float(link.value) * scale, MIN_HATCH if link.state == "untraced" else 1.5)
        y1 += leaving.get(link.source, 0.0)
        y2 += arriving.get(link.target, 0.0)
        leaving[link.source] = leaving.get(link.source, 0.0) + thick
        arriving[link.target] = arriving.get(link.target, 0.0) + thick
        x1 += THICK + 2
        x2 -= 2
        middle = (x1 + x2) / 2
        d = (
            f"M{px(x1)} {px(y1)}C{px(middle)} {px(y1)} {px(middle)} {px(y2)} {px(x2)} {px(y2)}V{px(y2 + thick)}"
            f"C{px(middle)} {px(y2 + thick)} {px(middle)} {px(y1 + thick)} {px(x1)} {px(y1 + thick)}z"
        )
        if link.state == "untraced":
            canvas.path(d, "hatch", "0.55")
        else:
            canvas.path(d, nodes[link.target].stage if link.state not in OUTLINED else "line", "0.34")
    for name, over in flow.excess():
        x, y = tops[name]
        canvas.bar(x, y + _length(nodes[name], scale), THICK, max(float(over) * scale, MIN_HATCH), "plan", "negative")
