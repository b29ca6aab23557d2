"""One of each kind, with the figures of the programme that the wireframes show."""

from datetime import date
from decimal import Decimal

from tiyn.charts.bars import Bars, bar
from tiyn.charts.boxes import Box, Boxes, steps
from tiyn.charts.ego import Ego, Tie
from tiyn.charts.flow import Flow, Stream
from tiyn.charts.ladder import Ladder, Rung
from tiyn.charts.months import Month, Months
from tiyn.charts.range_plot import Mark, RangePlot
from tiyn.charts.tilemap import PLACES, Tile, TileMap
from tiyn.charts.timeline import Moment, Timeline
from tiyn.charts.treemap import Leaf, Treemap

SPITEFUL = '<script>"Ақша & co"</script>'
LINK = '/ru/receipt/a?b="c"&d'
HEAD = ("что", "сумма")
number = Decimal


def ladder(rest: str = "0.622", label: str = SPITEFUL) -> Ladder:
    rungs = (
        Rung("Названо", "plan", number("20.3"), "20,3", LINK, "one_source", state_name="один источник"),
        Rung("Утверждено", "approved", number("8.818"), "8,82", "", "register", number("11.482"), "не менее 11,5 не найдено"),
        Rung("Договоры", "contracted", None, "", "", "not_collected"),
        Rung(label, "paid", number("8.306"), "8,31", "", "register", number(rest), "остаток"),
    )
    return Ladder("ladder", "Лестница", "Описание", rungs, (), HEAD)


def bars(value: str = "43.2") -> Bars:
    rows = (
        bar("Названо неэффективным", number("46.5"), "46,5 млрд ₸", LINK),
        bar("Финансовые нарушения, как их назвала палата", number("1.1"), "1,1"),
        bar(SPITEFUL, number(value), value, LINK, untraced=not value.startswith("-")),
    )
    return Bars("bars", "Аудит", "Описание", rows, (), HEAD)


def range_plot() -> RangePlot:
    marks = (
        Mark(SPITEFUL, number("700"), number("700"), number("700"), "700 млрд ₸", LINK, "потрачено за два года"),
        Mark("А. Оспанов", number("41"), number("41"), number("41"), "41 млрд ₸"),
        Mark("Более 31", number("31"), number("31"), None, "> 31"),
        Mark("До 50", number("50"), None, number("50"), "≤ 50"),
        Mark("Ниже нуля", number("-50"), number("-90"), number("-10"), "−90…−10"),
    )
    ticks = tuple((number(value), str(value)) for value in range(0, 701, 100))
    return RangePlot("range", "Спор", "Описание", marks, (), HEAD, ticks)


def flow(paid: str = "8.306") -> Flow:
    streams = (
        Stream("видно в платежах управления", number(paid), paid, href=LINK),
        Stream(SPITEFUL, number("11.994"), "≥ 12,0 млрд ₸", untraced=True),
        Stream("мелочь", number("0.000001"), "0", untraced=True),
    )
    return Flow("flow", "Поток", "Описание", "названо на 2023 год", "20,3 млрд ₸", number("20.300001"), streams, (), HEAD)


def timeline() -> Timeline:
    moments = (
        Moment(SPITEFUL, "1,12 трлн ₸", date(2025, 1, 22), "22.01.2025", LINK),
        Moment("Концепция «умного города» принята акиматом города Алматы на десять лет", "", date(2015, 1, 1), "2015"),
        Moment("Срок системы управления данными", "", date(2026, 12, 31), "конец 2026", kind="deadline"),
        Moment("Возвращено", "невозможная дата", None, "февраль", kind="impossible"),
        *(Moment(f"Без даты {one}", "41 млрд ₸", None, "", LINK) for one in range(14)),
    )
    return Timeline("time", "Хронология", "Описание", moments, "дата не указана", (), ("когда", *HEAD))


def ego() -> Ego:
    ties = tuple(Tie(f"{SPITEFUL} {one}", "договор на услуги развития", LINK, one % 2 == 0, one % 3 == 0) for one in range(9))
    return Ego("ego", "Связи", "Описание", "Управление цифровизации города Алматы", ties, (), HEAD)


def tilemap() -> TileMap:
    tiles = tuple(
        Tile(
            kato,
            SPITEFUL if one == 3 else "Қызылорда облысы",
            "Қызылорда",
            None if one % 5 == 0 else number(one),
            f"{one},7 млрд",
            LINK,
        )
        for one, kato in enumerate(PLACES)
    )
    return TileMap("map", "Карта", "Описание", tiles, (number(4), number(8), number(12)), (), HEAD)


def months() -> Months:
    rows = tuple(
        Month(
            str(2023 + one // 12), one % 12 + 1, f"{one}", number(one * 3 - 4), f"{one},5 млрд ₸", LINK, number(one * 4), "план"
        )
        for one in range(25)
    )
    gap = Month("2025", 2, SPITEFUL, None, "не прочитан", "", None, "", False)
    return Months(
        "months",
        "Месяцы",
        "Описание",
        (*rows, gap),
        ((number(50), "50 млрд ₸"), (number(100), "100 млрд ₸")),
        (),
        (*HEAD, "план"),
    )


def treemap() -> Treemap:
    parts = (
        ("Образование", "812.5"),
        (SPITEFUL, "400"),
        ("Управление цифровизации", "20.3"),
        ("мелочь", "0.0001"),
        ("возврат", "-4"),
    )
    leaves = tuple(Leaf(label, number(value), f"{value} млрд ₸", LINK) for label, value in parts)
    return Treemap("tree", "Затраты", "Описание", (*leaves, Leaf("остальные", number("310"), "310 млрд ₸", LINK, True)), (), HEAD)


def boxes(highest: str = "90000") -> Boxes:
    def box(label: str, *values: str) -> Box:
        return Box(label, "31 цена", tuple(number(one) for one in values), tuple(f"{one} ₸" for one in values), (LINK,) * 5)

    rows = (box("Все годы", "3", "10", "40", "120", highest), box(SPITEFUL, "7", "7", "7", "7", "7"))
    ticks = tuple((one, f"{one} ₸") for one in steps(number(3), number(highest), True))
    return Boxes("boxes", "Цены", "Описание", rows, ticks, (), ("группа", "низшая", "Q1", "медиана", "Q3", "высшая"))


KINDS = {
    "boxes": boxes,
    "ladder": ladder,
    "bars": bars,
    "range_plot": range_plot,
    "flow": flow,
    "timeline": timeline,
    "ego": ego,
    "tilemap": tilemap,
    "months": months,
    "treemap": treemap,
}
