"""How we know: the six steps, the states, five kinds of text, how things are held to be one, the limits."""

from __future__ import annotations

from dataclasses import dataclass

from tiyn import codes
from tiyn.view.figures import Link
from tiyn.view.visit import Visit

PATH = "/method"
STEPS = ("collect", "read", "link", "trace", "flag", "seal")
TEXTS = ("record", "statement", "finding", "flag", "reply")
RULES = ("number", "name", "person", "repeat", "judgement")
LIMITS = ("press", "budget", "contracts", "owners")


@dataclass(frozen=True)
class Point:
    """One point of the method: a short name and what it means."""

    code: str
    name: str
    text: str


@dataclass(frozen=True)
class Context:
    """The method in words; every list follows a list of the code."""

    title: str
    description: str
    breadcrumbs: tuple[Link, ...]
    steps: list[Point]
    states: list[Point]
    texts: list[Point]
    rules: list[Point]
    certainty: list[Point]
    reasons: list[Point]
    limits: list[Point]


def context(visit: Visit) -> Context:
    words = visit.words

    def points(prefix: str, names: tuple[str, ...]) -> list[Point]:
        return [Point(name, words(f"{prefix}_{name}"), words(f"{prefix}_{name}_text")) for name in names]

    def listed(name: str) -> list[Point]:
        return [Point(code, words.name(name, code), words.note(name, code)) for code in codes.codes(name)]

    return Context(
        title=words("nav_method"),
        description=words("lead"),
        breadcrumbs=(Link(words("nav_method"), ""),),
        steps=points("step", STEPS),
        states=listed("state"),
        texts=points("text", TEXTS),
        rules=points("rule", RULES),
        certainty=listed("certainty"),
        reasons=listed("reason"),
        limits=points("limit", LIMITS),
    )


def examples(visit: Visit) -> list[str]:
    return [PATH]
