"""One of each kind, with the figures of the programme that the wireframes show."""

from decimal import Decimal

from tiyn.charts.bars import Bar, Bars, Part
from tiyn.charts.ego import Ego, Neighbour, Sector
from tiyn.charts.flow import Column, Flow, Link, Node
from tiyn.charts.ladder import Ladder, Rung
from tiyn.charts.range_plot import Claim, RangePlot
from tiyn.charts.tilemap import PLACES, Tile, TileMap
from tiyn.charts.timeline import Event, Timeline

SPITEFUL = '<script>"Ақша & co"</script>'
LINK = '/ru/receipt/a?b="c"&d'
NAMES = {
    code: code
    for code in (
        "plan approved contracted paid untraced not_collected negative planned corroborated "
        "disputed one_source register past deadline undated 1 2 3 withheld asked"
    ).split()
}


def number(text: str) -> Decimal:
    return Decimal(text)


def ladder(name: str = SPITEFUL, rest: str = "0.622") -> Ladder:
    rungs = (
        Rung("Названо", "plan", "one_source", "один источник", number("20.3"), "20,3", href=LINK),
        Rung("Утверждено", "approved", "register", "из реестра", number("8.818"), "8,82", number("11.482"), "не менее 11,5 не найдено"),
        Rung("Договоры", "contracted", "not_collected", "мы этого ещё не собрали", None, ""),
        Rung(name, "paid", "register", "из реестра", number("8.306"), "8,31", number(rest), "остаток"),
    )
    return Ladder("ladder", "Лестница", "Описание", rungs, ("a", "b", "c", "d"), NAMES)


def bars(rest: str = "11.994") -> Bars:
    parts = (
        Part("заплачено", number("8.306"), "8,31", "paid", "register", LINK),
        Part("не прослежено", number(rest), rest, "plan", "untraced"),
    )
    future = (Part("будущее", number("40"), "40", "plan", "planned"), Part("?", None, "?", "plan", "not_collected"))
    return Bars("bars", "Годы", "Описание", (Bar(SPITEFUL, "20,3", parts), Bar("2026", "40", future)), ("a", "b", "c"), NAMES)


def range_plot() -> RangePlot:
    claims = (
        Claim(SPITEFUL, "потрачено за два года", number("700"), number("700"), "700 млрд ₸", "disputed", LINK),
        Claim("А. Оспанов", "выделено", number("41"), number("41"), "41 млрд ₸", "disputed"),
        Claim("Более 31", "", number("31"), None, "> 31", "one_source"),
        Claim("До 50", "интервал", number("-5"), number("50"), "−5…50", "one_source"),
    )
    return RangePlot("range", "Спор", "Описание", claims, tuple((number(str(v)), str(v)) for v in range(0, 701, 100)), ("a", "b", "c"), NAMES)


def flow(out: str = "8.306") -> Flow:
    columns = (
        Column("Названо", (Node("n", SPITEFUL, number("20.3"), "20,3", "plan", "one_source", LINK),)),
        Column(
            "Бюджет",
            (
                Node("b", "утверждено", number("8.818"), "8,82", "approved", "register"),
                Node("x", "не прослежено", number("11.482"), "≥ 11,5", "plan", "untraced"),
            ),
        ),
        Column("Платежи", (Node("p", "заплачено", number(out), out, "paid", "register"), Node("q", "?", None, "?", "paid", "not_collected"))),
    )
    links = (
        Link("n", "b", number("8.818"), "8,82", "register", LINK),
        Link("n", "x", number("11.482"), "≥ 11,5", "untraced"),
        Link("b", "p", number(out), out, "register"),
    )
    return Flow("flow", "Поток", "Описание", columns, links, ("a", "b", "c"), NAMES)


def timeline() -> Timeline:
    events = (
        Event(number("2025.06"), "22.01.2025", SPITEFUL, href=LINK),
        Event(number("2015"), "2015", "Концепция «умного города» принята акиматом города Алматы на десять лет вперёд"),
        Event(number("2026.99"), "конец 2026", "Срок", "deadline"),
        *(Event(None, "дата не указана", f"Без даты {n}") for n in range(14)),
    )
    return Timeline("time", "Хронология", "Описание", events, "дата не указана", ("a", "b"), NAMES)


def ego() -> Ego:
    sectors = (
        Sector("Посты", (Neighbour("z", "О. Жаңабек", "руководил", "one_source", LINK),)),
        Sector("Поставщики", tuple(Neighbour(str(n), f"{SPITEFUL} {n}", "договор", "register") for n in range(5)), more="и ещё 212"),
        Sector("Владельцы", (), empty="ещё не собрано"),
    )
    return Ego("ego", "Связи", "Описание", "Управление цифровизации Алматы", sectors, ("a", "b", "c"), NAMES)


def tilemap() -> TileMap:
    tiles = tuple(
        Tile(kato, SPITEFUL, "Қызыл.", "" if n % 5 == 0 else "12,7", "" if n % 5 == 0 else str(n % 3 + 1), "untraced" if n % 10 == 0 else "not_collected", "нет данных", LINK)
        for n, kato in enumerate(PLACES)
    )
    return TileMap("map", "Карта", "Описание", tiles, ("a", "b", "c"), NAMES)


KINDS = {"ladder": ladder, "bars": bars, "range_plot": range_plot, "flow": flow, "timeline": timeline, "ego": ego, "tilemap": tilemap}
