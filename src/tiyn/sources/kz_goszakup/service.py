"""The web services' manners: what their answers mean, page by page, and the ways they refuse.

The token goes into one header of every request and nowhere else; every message is masked.
"""

from __future__ import annotations

import json
import re
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tiyn.model.errors import InputRefused, NotFound, SourceUnavailable
from tiyn.settings import secret
from tiyn.steps.asking import AskAgain, Asker, ChangedShape, Clock, NotAnswered
from tiyn.steps.collect import Options

from .objects import Thing, catalogue, cursor, listing, query, question

_PASSING = re.compile(r"internal|time.?out|unavailable|server error|try again|overload", re.IGNORECASE)
_ACCESS = re.compile(r"access denied|unauthori|forbidden|(invalid|expired|wrong) token|доступ", re.IGNORECASE)
_ROUTE = re.compile(rb"invalid route", re.IGNORECASE)
MEND = "ask the operator whether the token still holds; put the new one into TIYN_GOSZAKUP_TOKEN and run the same command"


class AccessRefused(SourceUnavailable):
    """The service does not accept the token: asking on would not help and would not be polite."""


class NotThere(NotAnswered):
    """A record asked by its own address is not in the register (any more)."""


@dataclass(frozen=True)
class Came:
    """One page that came: `rows` as parsed, `after` the cursor of the next page (None at the end).

    `total` is what the service counts in all, `limit` the page size it kept to; both None when it does not say.
    """

    body: bytes
    asked: str
    rows: tuple[Any, ...]
    after: str | None
    total: int | None = None
    limit: int | None = None


class Service(Asker):
    """Asks the register with the operator's token."""

    def __init__(self, base: str, options: Options, clock: Clock, say: Callable[[str], None]) -> None:
        parts = urlsplit(base)
        if parts.scheme == "http" and parts.hostname != "127.0.0.1":
            raise NotFound(
                f"--base {base}: the token goes by https only; expected https:// (http:// to 127.0.0.1 alone); mend it"
            )
        self.token = _token()
        self.base = base.rstrip("/")
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        super().__init__(base, options, clock, lambda line: say(self.masked(line)), headers)

    def masked(self, text: str) -> str:
        return text.replace(self.token, "•••")

    def graphql(self, one: Thing, after: str | None, limit: int, ids: tuple[int, ...] = ()) -> Came:
        """A page of a GraphQL walk, or of the records with these ids."""
        values = question(one, after, limit, ids)
        asked = json.dumps(values, ensure_ascii=False)
        url = self.base + catalogue()["graphql"]
        return self._ask(url, lambda body: _graphql(body, one, asked, after), query(one, values))

    def rest(self, one: Thing, after: str | None, limit: int, more: dict[str, str] | None = None) -> Came:
        """A page of a REST listing."""
        asked = listing(one.path, after, limit, more)
        return self._ask(self.base + asked, lambda body: _rest(body, one, asked, after))

    def record(self, path: str) -> Came:
        """What stands under one address. Raises NotThere when nothing does."""
        return self._ask(self.base + path, lambda body: _record(body, path))

    def _ask(self, url: str, take: Callable[[bytes], Came], send: bytes | None = None) -> Came:
        try:
            came = self.ask(url, take, send)
        except NotAnswered as error:
            raise type(error)(self.masked(str(error)), error.body) from None
        except SourceUnavailable as error:  # the service may say the token back
            raise type(error)(self.masked(str(error))) from None
        if self.token.encode() in came.body:
            raise ChangedShape("the answer repeats the token; expected records; it was not kept")
        return came

    def status(self, error: urllib.error.HTTPError) -> NotAnswered:
        """The three shapes of a refused token apart from a record that is not there and from a sick server."""
        if error.code == 401:
            raise AccessRefused(f"HTTP 401: the service found no token it knows; expected a valid one; {MEND}")
        if error.code == 403:
            raise AccessRefused(f"HTTP 403 ({_said(error)}): the token gives no access to this; expected a valid one; {MEND}")
        if error.code == 404:
            body = error.read(1 << 16)
            if _ROUTE.search(body):
                said = "HTTP 404 (Invalid Route) on a route the service has: it so answers a token it does not accept"
                raise AccessRefused(f"{said}; expected a valid one; {MEND}")
            return NotThere("HTTP 404: no such record", body)
        if error.code == 400:
            return ChangedShape(f"HTTP 400 ({_said(error)}); expected 200; the service no longer takes this question")
        return super().status(error)


def _token() -> str:
    """The operator's token. Raises InputRefused, never showing it."""
    name = catalogue()["token"]
    token = secret(name)
    if token is None:
        raise InputRefused(
            f"{name} is not set; expected the token the operator of the register issued; set it in the environment"
        )
    if not re.fullmatch(r"[\x21-\x7e]{8,4096}", token):
        raise InputRefused(f"{name}: {len(token)} characters, some not allowed in a header; expected a token; copy it again")
    return token


def _said(error: urllib.error.HTTPError) -> str:
    """The message of a Yii2 error body, shortened; the kind of answer when it is another."""
    try:
        body = json.loads(error.read(1 << 16))
    except ValueError:
        return "no JSON body"
    return str(body.get("message", "no message"))[:200] if isinstance(body, dict) else "no message"


def _content(body: bytes, where: str) -> Any:
    """The JSON of an answer; HTML under a 200 is a sick server, a cut body a torn answer."""
    start = body.lstrip()[:1]
    if start == b"<":
        raise AskAgain(f"{where}: HTML came; expected JSON", body)
    try:
        return json.loads(body, parse_float=str)
    except (ValueError, RecursionError) as error:
        if start in (b"{", b"[", b""):
            raise AskAgain(f"{where}: a torn answer of {len(body)} bytes", body) from error
        raise ChangedShape(f"{where}: {body[:60]!r} is not JSON; expected JSON; the service has changed", body) from error


def _graphql(body: bytes, one: Thing, asked: str, after: str | None) -> Came:
    content = _content(body, one.name)
    if isinstance(content, dict) and content.get("errors"):
        _errors(content["errors"], one, body)
    data = content.get("data") if isinstance(content, dict) else None
    rows = data.get(one.root) if isinstance(data, dict) else None
    if data is None or not isinstance(data, dict) or one.root not in data or not (rows is None or isinstance(rows, list)):
        raise ChangedShape(f"{one.name}: no list data.{one.root}; expected one; the service has changed", body)
    rows = rows or []
    extensions = content.get("extensions")
    told = extensions.get("pageInfo") if isinstance(extensions, dict) else None
    told = told if isinstance(told, dict) else {}
    if not all(isinstance(row, dict) and type(row.get(one.key)) is int for row in rows):
        raise ChangedShape(f"{one.name}: a row without a whole number {one.key}; expected one; the service has changed", body)
    last = min((row[one.key] for row in rows), default=None)
    more = told.get("hasNextPage")
    if more and last is None:
        raise AskAgain(f"{one.name}: an empty page that says another follows", body)
    if last is not None and after is not None and last >= int(after):
        raise ChangedShape(f"{one.name}: ids do not descend ({last} after {after}); expected smaller ones", body)
    goes_on = last is not None and (more is None or bool(more))
    return Came(body, asked, tuple(rows), str(last) if goes_on else None, _whole(told, "totalCount"), _whole(told, "limitPage"))


def _errors(errors: Any, one: Thing, body: bytes) -> None:
    """GraphQL's errors come with HTTP 200; raises what they mean."""
    said = "; ".join(str(error.get("message", error) if isinstance(error, dict) else error) for error in list(errors)[:3])[:300]
    if _ACCESS.search(said):
        raise AccessRefused(f"{one.name}: {said}; expected a valid token; {MEND}")
    if _PASSING.search(said):
        raise AskAgain(f"{one.name}: {said}", body)
    raise ChangedShape(f"{one.name}: the service refuses the query: {said}; expected rows; mend its fields in objects.yml", body)


def _rest(body: bytes, one: Thing, asked: str, after: str | None) -> Came:
    content = _content(body, one.name)
    rows = content.get("items") if isinstance(content, dict) else None
    if not isinstance(rows, list) or not isinstance(content.get("next_page", ""), str):
        raise ChangedShape(f"{one.name}: no list of items with a next_page; expected both; the service has changed", body)
    following = cursor(content.get("next_page", ""))
    if following is not None and following == after:
        raise ChangedShape(f"{one.name}: the next page is this one again ({after}); expected another", body)
    return Came(body, asked, tuple(rows), following, _whole(content, "total"), _whole(content, "limit"))


def _record(body: bytes, path: str) -> Came:
    content = _content(body, path)
    if isinstance(content, dict) and isinstance(content.get("items"), list):
        return Came(body, path, tuple(content["items"]), None)
    if not isinstance(content, (dict, list)):
        raise ChangedShape(f"{path}: {body[:60]!r} is no record; expected one; the service has changed", body)
    return Came(body, path, tuple(content) if isinstance(content, list) else (content,), None)


def _whole(told: dict[str, Any], name: str) -> int | None:
    return told[name] if type(told.get(name)) is int else None
