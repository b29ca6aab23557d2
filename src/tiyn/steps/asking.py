"""Asking a publisher politely: one request at a time, a pause between, again when that may help.

Time-outs, connection errors, 429, 5xx and torn answers are asked again with growing, jittered
pauses; `Retry-After` is honoured. TLS is always verified; redirects are not followed, because the
answer of another address would stand under this one's name.
"""

from __future__ import annotations

import http.client
import random
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar
from urllib.parse import urlsplit

from tiyn import __version__
from tiyn.model.errors import NotFound, SourceUnavailable, TiynError
from tiyn.steps.collect import Options

AGENT = f"tiyn/{__version__} (+polite collector)"
MAX_BYTES = 64 << 20
LONGEST_PAUSE = 120.0
LONGEST_RETRY_AFTER = 600.0
# A server that sends a byte now and then never times out; this many time-outs is the whole answer's limit.
WHOLE_ANSWER = 10
HERE = ("127.0.0.1", "localhost", "::1")
T = TypeVar("T")


@dataclass(frozen=True)
class Clock:
    """Time as the collector sees it: UTC now, a steady clock in seconds, a pause, and chance in 0..1."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    steady: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.SystemRandom().random


class NotAnswered(TiynError):
    """No usable answer; `body` is what came instead, None when nothing did."""

    def __init__(self, reason: str, body: bytes | None = None) -> None:
        super().__init__(reason)
        self.body = body


class ChangedShape(NotAnswered):
    """An answer came and is not what the portal used to answer; asking again does not help."""


class AskAgain(NotAnswered):
    """An answer that may come whole when asked again, `after` seconds at the earliest."""

    def __init__(self, reason: str, body: bytes | None = None, after: float | None = None) -> None:
        super().__init__(reason, body)
        self.after = after


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


class Asker:
    """Asks one address of one portal; `requests` counts what it sent. `headers` go with every request."""

    def __init__(
        self, base: str, options: Options, clock: Clock, say: Callable[[str], None], headers: Mapping[str, str] | None = None
    ) -> None:
        self.options, self.clock, self.say = options, clock, say
        self.requests = 0
        self.ended: float | None = None
        self.opener = _opener(base)
        self.headers = dict(headers or {})

    def ask(self, url: str, take: Callable[[bytes], T], send: bytes | None = None) -> T:
        """What `take` makes of the body; `take` raises AskAgain for a torn one, ChangedShape for another shape.

        `send` is the body of a POST; without it the request is a GET.

        Raises NotAnswered after `tries`, SourceUnavailable when going on makes no sense.
        """
        wait = 0.0
        for attempt in range(1, self.options.tries + 1):
            try:
                return take(self._once(url, wait, send))
            except AskAgain as error:
                last = error
                backoff = self.options.backoff * 2 ** (attempt - 1) * (0.5 + self.clock.chance() / 2)
                wait = error.after if error.after is not None else min(backoff, LONGEST_PAUSE)
                if attempt < self.options.tries:
                    self.say(f"  {error}; asked again in {max(wait, self.options.delay):.0f} s")
        raise NotAnswered(f"{last}; asked {self.options.tries} times", last.body) from last

    def _once(self, url: str, wait: float, send: bytes | None) -> bytes:
        if self.ended is not None:
            pause = self.ended + max(wait, self.options.delay) - self.clock.steady()
            if pause > 0:
                self.clock.sleep(pause)
        self.requests += 1
        try:
            request = urllib.request.Request(url, data=send, headers=self.headers)  # noqa: S310  _opener has no file:
            with self.opener.open(request, timeout=self.options.timeout) as answer:
                return self._body(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise self.status(error) from error
        except (OSError, http.client.HTTPException) as error:
            raise _connection(error) from error
        finally:
            self.ended = self.clock.steady()

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        until = self.clock.steady() + self.options.timeout * WHOLE_ANSWER
        content = bytearray()
        while piece := answer.read1(1 << 16):
            content += piece
            if len(content) > MAX_BYTES:
                raise ChangedShape(f"more than {MAX_BYTES} bytes; expected a report of some megabytes")
            if self.clock.steady() > until:
                raise AskAgain(f"{len(content)} bytes and no end in {self.options.timeout * WHOLE_ANSWER:.0f} s")
        promised = answer.headers.get("Content-Length", "")
        if promised.isdecimal() and len(content) < int(promised):
            raise AskAgain(f"{len(content)} of {promised} bytes came", bytes(content))
        return bytes(content)

    def status(self, error: urllib.error.HTTPError) -> NotAnswered:
        """What an answer with another status than 200 means; a publisher of its own manners says more of them."""
        if error.code == 429 or error.code >= 500:
            after = _retry_after(error.headers.get("Retry-After"), self.clock.now())
            if after is not None and after > LONGEST_RETRY_AFTER:
                raise SourceUnavailable(f"the portal asks to come back in {after:.0f} s (HTTP {error.code}); run again then")
            return AskAgain(f"HTTP {error.code}", after=after)
        if 300 <= error.code < 400:
            target = error.headers.get("Location", "nowhere")
            return NotAnswered(f"HTTP {error.code}, a redirect to {target[:200]}; expected an answer; give the new --base")
        return NotAnswered(f"HTTP {error.code}; expected 200; look at the address in a browser")


def on_this_machine(address: str) -> bool:
    """Whether an address is this machine's own: a stand-in's."""
    return urlsplit(address).hostname in HERE


def _opener(base: str) -> urllib.request.OpenerDirector:
    """An opener for http and https alone. Raises NotFound for an address that cannot be asked safely."""
    parts = urlsplit(base)
    here = on_this_machine(base)
    if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and here)):
        raise NotFound(f"--base {base}: not an address to ask; expected https:// (http:// on this machine only); mend it")
    opener = urllib.request.OpenerDirector()
    handlers = [_NoRedirect(), urllib.request.HTTPErrorProcessor(), urllib.request.HTTPDefaultErrorHandler()]
    handlers += [urllib.request.HTTPHandler(), urllib.request.HTTPSHandler(context=ssl.create_default_context())]
    for handler in handlers if here else [urllib.request.ProxyHandler(), *handlers]:
        opener.add_handler(handler)
    opener.addheaders = [("User-Agent", AGENT), ("Accept", "application/json")]
    return opener


def _connection(error: Exception) -> NotAnswered:
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        raise SourceUnavailable(f"the portal's certificate does not verify ({cause.verify_message}); nothing was asked")
    if isinstance(cause, TimeoutError):
        return AskAgain("no answer in time")
    return AskAgain(f"the connection failed ({type(cause).__name__}: {cause})")


def _retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds from a Retry-After header, which gives seconds or a date; None when it gives neither."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text.strip()[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment - now).total_seconds()) if moment.tzinfo else None
