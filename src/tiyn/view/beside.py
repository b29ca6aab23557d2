"""What stands beside a fact: the corrections of it and the replies to it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tiyn.view.figures import Beside, Correction, Link, Reply, Time
from tiyn.view.words import Words

DECIDED = ("reported", "acknowledged", "decided", "published")
ANSWERED = ("asked", "received", "published")


class Answered:
    """Corrections and replies of one edition, by what they speak of.

    `read` runs a query that every page shares, `url` gives an address in the visit's language and `link`
    the link to the thing an address kind/id names.
    """

    def __init__(
        self, words: Words, read: Callable[..., list[dict[str, Any]]], url: Callable[[str], str], link: Callable[[str], Link]
    ) -> None:
        self.words, self.read, self.url, self.link = words, read, url, link

    def of(self, address: str) -> Beside | None:
        """What stands beside an address, None when nothing does."""
        spoken = self._spoken.get(address)
        if spoken is None:
            return None
        corrections = tuple(self.correction(one) for kind, one in spoken if kind == "correction")
        return Beside(corrections, tuple(self.reply(one) for kind, one in spoken if kind == "reply"))

    def corrections(self) -> list[Correction]:
        """Every correction and refusal, the latest first."""
        return [self.correction(row["id"]) for row in self.read("corrections")]

    def replies(self) -> list[Reply]:
        """Every reply, the latest first."""
        return [self.reply(row["id"]) for row in self.read("replies")]

    def replies_by(self, party: str) -> tuple[Reply, ...]:
        """The replies of a party, whatever they answer."""
        return tuple(self.reply(row["id"]) for row in self.read("replies_by", party=party))

    def correction(self, identifier: str) -> Correction:
        row = self.read("correction", id=identifier)[0]
        words = self.words
        texts = {one["role"]: one["text"] for one in self.read("labels", owner=f"correction/{identifier}", lang=words.code)}
        began = date.fromisoformat(row["reported"] or row["acknowledged"])
        days = (date.fromisoformat(row["decided"]) - began).days
        return Correction(
            id=identifier,
            outcome=row["outcome"],
            outcome_name=words.name("outcome", row["outcome"]),
            wrong=row["wrong_value"] or texts.get("wrong", ""),
            right=row["right_value"] or texts.get("right", ""),
            reason=texts.get("reason", ""),
            times=self._times(row, DECIDED),
            taken=words("decided_in", n=days),
            decided_by=words.name("role", row["decided_by"]),
            affected=tuple(self.link(one["address"]) for one in self.read("affected", id=identifier)),
            url=self.url("/corrections") + f"#{identifier}",
        )

    def reply(self, identifier: str) -> Reply:
        row = self.read("reply", id=identifier)[0]
        who = f"party/{row['party']}" if row["party"] else f"subject/{row['subject']}"
        return Reply(
            id=identifier,
            who=self.link(who),
            language=row["language"],
            text=row["text"],
            times=self._times(row, ANSWERED),
            signed_off_by=self.words.name("role", row["signed_off_by"]),
            sha256=row["sha256"] or "",
            answers=tuple(self.link(one["address"]) for one in self.read("answered", id=identifier)),
            url=self.url("/replies") + f"#{identifier}",
        )

    @functools.cached_property
    def _spoken(self) -> Mapping[str, list[tuple[str, str]]]:
        """Address -> (correction or reply, its id), the latest first."""
        found: dict[str, list[tuple[str, str]]] = {}
        for row in self.read("spoken_of"):
            found.setdefault(row["address"], []).append((row["kind"], row["id"]))
        return found

    def _times(self, row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[Time, ...]:
        words = self.words
        return tuple(Time(name, words(f"time_{name}"), row[name], words.date(row[name])) for name in names if row[name])
