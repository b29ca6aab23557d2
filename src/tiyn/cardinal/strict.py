"""One line of JSON, read as strictly as Cardinal reads it: RFC 8259, UTF-8, no lone surrogates, 127 levels at most."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

DEEPEST = 127


class NotJson(ValueError):
    """The line is not JSON; the message says why."""


def parse(line: bytes) -> Any:
    """The value of a line. Raises NotJson. Of a member that is named twice the last one stands."""
    try:
        text = line.rstrip(b"\r\n").decode("utf-8")
        value = DECODER.decode(text)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate is no character
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start + 1} is not UTF-8") from None
    except UnicodeEncodeError:
        raise NotJson("it names half a character, a lone surrogate") from None
    except RecursionError:
        raise NotJson(f"it is nested deeper than {DEEPEST} levels") from None
    except NotJson:
        raise
    except json.JSONDecodeError as error:
        raise NotJson(f"{error.msg.lower()} at character {error.pos + 1}") from None
    except ValueError:
        raise NotJson("a whole number of thousands of digits") from None
    if text.count("[") + text.count("{") > DEEPEST and _depth(value) > DEEPEST:
        raise NotJson(f"it is nested deeper than {DEEPEST} levels")
    return value


def _depth(value: object) -> int:
    deepest, level = 0, [value]
    while level := [one for one in level if isinstance(one, (dict, list))]:
        deepest += 1
        level = [inner for one in level for inner in (one.values() if isinstance(one, dict) else one)]
    return deepest


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise NotJson(f"the number {text[:30]} is out of range")
    return value


def _constant(text: str) -> NoReturn:
    raise NotJson(f"{text} is no JSON value")


DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_constant)
