"""What can be found, and what a search answers."""

from dataclasses import dataclass, field

Marked = list[tuple[str, bool]]  # pieces of text in order; True where the query matched


@dataclass(frozen=True)
class Entry:
    """One findable thing of an edition.

    `url` is without language ("/programme/smart-almaty"); `titles` and `texts` go from language
    (kk, ru, en) to words; `names` are aliases in any script; `numbers` are figures in the source's
    words ("700 миллиардов тенге") and as plain decimals ("700000000000"), BINs and codes. `weight`
    lifts a thing among equals: a score is multiplied by log2(2 + weight); not negative.
    """

    id: str
    kind: str
    url: str
    titles: dict[str, str]
    names: tuple[str, ...] = ()
    texts: dict[str, str] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()
    weight: int = 0


@dataclass(frozen=True)
class Hit:
    """One result. `why` is the weakest tie that was needed:

    exact (the words as typed), alias (another name), stem (another form), spelling (another
    script or transliteration), prefix (the beginning of a word), typo (one or two letters off),
    number (nothing but figures).
    """

    id: str
    kind: str
    url: str
    title: str
    matched: Marked
    why: str


@dataclass(frozen=True)
class Results:
    """`count` of all results of the kind asked for; `kinds` counts every kind; one page of `hits`.

    `tried` are the spellings found in place of words that no document holds.
    """

    count: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
