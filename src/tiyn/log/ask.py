"""Asking the witnesses of a policy to sign a checkpoint. A witness that does not answer is named, never waited for long."""

from __future__ import annotations

import base64
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tiyn.log.policy import Policy
from tiyn.log.tiles import Log
from tiyn.verifier import Refused, signers

SECONDS = 10


def cosigned(log: Log, note: str, size: int, policy: Policy, known: Sequence[str] = ()) -> tuple[str, dict[str, str]]:
    """The note with every signature that came and is right; name -> why, for each witness that gave none.

    `known` are signature lines there already.
    """
    lines, failed = list(known), {}
    asked = [(name, vkey, url) for name, (vkey, url) in policy.witnesses.items() if url]
    with ThreadPoolExecutor(max(1, len(asked))) as together:
        for name, answer in together.map(lambda one: (one[0], _one(log, note, size, *one[1:])), asked):
            if isinstance(answer, Refused):
                failed[name] = str(answer)
            elif answer not in lines:
                lines.append(answer)
    failed |= {name: "no address" for name, (_, url) in policy.witnesses.items() if not url}
    return note + "".join(lines), failed


def _one(log: Log, note: str, size: int, vkey: str, url: str) -> str | Refused:
    """A witness's signature line, or why there is none. It is asked again once, from the size it says it knows."""
    old = 0
    for _ in range(2):
        try:
            proof = log.consistency(old, size) if 0 < old < size else []
            lines = "".join(f"{base64.b64encode(one).decode()}\n" for one in proof)
            status, answer = _post(f"{url.rstrip('/')}/add-checkpoint", f"old {old}\n{lines}\n{note}")
            if status == 409 and answer.strip().isdecimal():
                old = int(answer)
                continue
            if status != 200:
                return Refused(f"answered {status}: {answer.strip()[:120]}")
            if vkey not in signers(note + answer, [vkey]) or answer.count("\n") != 1:
                return Refused("its signature is wrong")
        except (Refused, OSError, ValueError) as error:
            return Refused(str(error)[:160])
        return answer
    return Refused(f"it knows {old} entries and would not sign {size}")


def _post(url: str, body: str) -> tuple[int, str]:
    if not url.startswith(("http://", "https://")):
        raise Refused(f"{url}: expected an http or https address")
    request = urllib.request.Request(url, body.encode(), {"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return answer.status, answer.read(1 << 16).decode("utf-8")
    except urllib.error.HTTPError as error:
        return error.code, error.read(1 << 16).decode("utf-8", "replace")
