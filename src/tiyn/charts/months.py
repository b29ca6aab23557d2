"""Months of a year after year: what was paid against what was planned, on one scale, months not read hatched."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tiyn.draw import Canvas, Drawing, Key, Scale, linked, text_width

BASE, TOP = 240.0, 22.0
NONE = Decimal(0)


@dataclass(frozen=True)
class Month:
    """One month. `value` None and `read` False: the month was not read (hatched). `value` None and `read`: the report of
    the month has no such line (nothing is drawn). `text` and `plan_text` say so in words."""

    year: str
    number: int
    label: str
    value: Decimal | None
    text: str
    href: str = ""
    plan: Decimal | None = None
    plan_text: str = ""
    read: bool = True


@dataclass(frozen=True)
class Months(Drawing):
    """Narrow dark bars of what was paid over wide pale ones of what was planned. `ticks` are values of the axis
    with their words, ascending; `head` names the columns of the table: month, paid, planned ("" without a plan)."""

    months: tuple[Month, ...]
    ticks: tuple[tuple[Decimal, str], ...]
    key: tuple[Key, ...] = ()
    head: tuple[str, str, str] = ("", "", "")

    def table(self) -> tuple[list[object], list[list[object]]]:
        head: list[object] = [self.head[0], {"text": self.head[1], "num": True}]
        rows: list[list[object]] = [[month.label, linked(month.text, month.href)] for month in self.months]
        if self.head[2]:
            head.append({"text": self.head[2], "num": True})
            for row, month in zip(rows, self.months, strict=True):
                row.append(month.plan_text)
        return head, rows

    def draw(self, canvas: Canvas) -> float:
        known = [value for month in self.months for value in (month.value, month.plan) if value is not None]
        known += [value for value, _ in self.ticks]
        scale = Scale(min(known, default=NONE), max(known, default=NONE), BASE, TOP)
        if scale.low > 0:
            scale = Scale(NONE, scale.high, BASE, TOP)
        for value, words in self.ticks:
            y = scale(value)
            canvas.line(0, y, canvas.width, y, "line")
            canvas.text(0, y - 5, words, "ink2", canvas.small)
        slot = canvas.width / max(len(self.months), 1)
        for place, month in enumerate(self.months):
            self._month(canvas, month, (place * slot, slot), scale)
        zero = scale(NONE)
        canvas.line(0, zero, canvas.width, zero, "ink")
        return self._years(canvas, slot)

    def _month(self, canvas: Canvas, month: Month, place: tuple[float, float], scale: Scale) -> None:
        left, slot = place
        wide = min(slot - 1.5, 40.0)
        x, zero = left + (slot - wide) / 2, scale(NONE)
        canvas.open(month.href, f"{month.label}: {month.text}")
        if not month.read:
            canvas.bar(x, TOP, wide, BASE - TOP, "paid", "untraced")
        if month.plan is not None:
            y = scale(month.plan)
            canvas.rect(x, min(y, zero), wide, abs(zero - y), "plan")
        if month.value is not None:
            y, thick = scale(month.value), wide * (0.56 if month.plan is not None else 0.86)
            middle = x + (wide - thick) / 2
            if month.value < 0:
                canvas.bar(middle, zero, thick, max(y - zero, 1.5), "paid", "negative")
            else:
                canvas.rect(middle, y, thick, max(zero - y, 1.0), "paid")
        canvas.close(month.href)

    def _years(self, canvas: Canvas, slot: float) -> float:
        """Month numbers where they fit, and each year under its months; gives the y below."""
        step = 1 if slot >= 19 else 3
        starts = [place for place, month in enumerate(self.months) if not place or month.year != self.months[place - 1].year]
        for place, month in enumerate(self.months):
            if (month.number - 1) % step == 0:
                canvas.text((place + 0.5) * slot, BASE + 16, str(month.number), "ink2", 11.5, anchor="middle")
        for start, end in zip(starts, [*starts[1:], len(self.months)], strict=True):
            if start:
                canvas.line(start * slot, BASE, start * slot, BASE + 38, "line")
            year = self.months[start].year
            half = text_width(year, canvas.size, True) / 2
            middle = min(max((start + end) / 2 * slot, half), canvas.width - half)
            canvas.text(middle, BASE + 35, year, "ink", canvas.size, True, "middle")
        return BASE + 42
