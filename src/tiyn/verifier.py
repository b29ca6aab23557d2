"""Verify a receipt of Tiyn: python3 verifier.py receipt.json [--lang kk|ru|en] [--key VKEY ...]

One file, Python 3.11 or later; no packages, no network. RFC 9162 trees of salted leaves, RFC 8032 Ed25519, C2SP notes and proofs.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
from datetime import UTC, datetime
from decimal import Decimal, localcontext
from typing import Any

ED25519, COSIGNATURE, HASH, MOST_BYTES, YEAR_10000 = 1, 4, 32, 16 << 20, 253_402_300_800
SCHEMA, EDITION, PROOF, DASH = "tiyn/receipt/v1", "edition/v1", "c2sp.org/tlog-proof@v1", "\u2014"
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT_OF_MINUS_ONE = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)


class Refused(ValueError):
    """A receipt, note or proof that is not valid; the text says why, `part`, where set, which of the `parts` in WORDS."""


def _point(packed: bytes) -> tuple[int, int, int, int]:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * ROOT_OF_MINUS_ONE % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise Refused("not a point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _add(one: tuple[int, ...], two: tuple[int, ...]) -> tuple[int, int, int, int]:
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(factor: int, point: tuple[int, ...]) -> tuple[int, ...]:
    found: tuple[int, ...] = (0, 1, 1, 0)
    for bit in f"{factor:b}":
        found = _add(_add(found, found), point) if bit == "1" else _add(found, found)
    return found


def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) over `message` is by the key `public` (32 bytes)."""
    try:
        key, first, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    except Refused:
        return False
    hashed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    a, b = _times(s, _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))), _add(first, _times(hashed, key))
    return (len(signature), len(public)) == (64, 32) and s < L and not any((a[at] * b[2] - b[at] * a[2]) % P for at in (0, 1))


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def included(index: int, size: int, hashed: bytes, path: list[bytes]) -> bytes:
    """The root a path leads to from a leaf hash. Raises Refused when the path has not the shape of that place."""
    if not 0 <= index < size or any(len(one) != HASH for one in (hashed, *path)):
        raise Refused(f"leaf {index} of {size}: no such place, or a hash that is not {HASH} bytes")
    at, last, found, long = index, size - 1, hashed, False
    for one in path:
        long, right = long or not last, at & 1 or at == last
        found = sha256(b"\x01", one, found) if right else sha256(b"\x01", found, one)
        while right and not at & 1 and at:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    if last or long:
        raise Refused("the path is too long" if long else "the path is too short")
    return found


def base64_of(text: str, length: int | None = None) -> bytes:
    """The bytes of strict base64: no white space, canonical ending. Raises Refused."""
    try:
        found = base64.b64decode(text, validate=True)
    except ValueError:
        found = b""
    if base64.b64encode(found).decode() != text or (length is not None and len(found) != length):
        raise Refused(f"{text[:60]!r} is not the base64 of {length or 'some'} bytes")
    return found


def read_key(vkey: str) -> tuple[str, bytes, int, bytes]:
    """name, key id, type and public key of a verifier key `name+hex+base64`. Raises Refused."""
    name, number, coded = [*vkey.split("+", 2), "", ""][:3]
    packed = base64_of(coded)
    expected = sha256(name.encode(), b"\n", packed)[:4]
    if [name] != name.split() or len(packed) != 33 or number != expected.hex() or packed[0] not in (ED25519, COSIGNATURE):
        raise Refused(f"{vkey[:80]!r} is not a verifier key: expected NAME+ID+KEY of type 1 or 4")
    return name, expected, packed[0], packed[1:]


def read_note(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text and (name, key id, signature) of each line. Raises Refused."""
    text, blank, lines = note.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f\x7f]", note) or len(note) > MOST_BYTES:
        raise Refused("not a signed note")
    found = []
    for line in lines[:-1].split("\n"):
        matched = re.fullmatch(DASH + r" ([^\s+]+) (\S+)", line)
        packed = base64_of(matched[2]) if matched else b""
        if not matched or len(packed) < 5 or len(found) == 100:
            raise Refused(f"{line[:60]!r} is not a signature line")
        found.append((matched[1], packed[:4], packed[4:]))
    return text + "\n", found


def signers(note: str, keys: list[str]) -> dict[str, int | None]:
    """Which of the keys signed: vkey -> a witness's time (seconds), None for a log. Raises Refused when a known one failed."""
    text, lines = read_note(note)
    known = {(name, number): (vkey, kind, public) for vkey in keys for name, number, kind, public in (read_key(vkey),)}
    found: dict[str, int | None] = {}
    for name, number, signature in (line for line in lines if line[:2] in known):
        (vkey, kind, public), moment, message = known[name, number], None, text
        if kind == COSIGNATURE:
            moment = int.from_bytes(signature[:8], "big")
            if len(signature) != 72 or moment >= YEAR_10000:
                raise Refused(f"the cosignature of {name} is not 72 bytes with a time before the year 10000")
            message, signature = f"cosignature/v1\ntime {moment}\n{text}", signature[8:]
        if vkey in found or not ed25519(public, message.encode(), signature):
            raise Refused(f"the signature of {name} is wrong")
        found[vkey] = moment
    return found


def read_checkpoint(note: str) -> tuple[str, int, bytes]:
    """origin, size and root of a checkpoint without extensions. Raises Refused."""
    lines = read_note(note)[0].split("\n")
    if len(lines) != 4 or not lines[0] or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1]):
        raise Refused("not a checkpoint: expected origin, size and root")
    return lines[0], int(lines[1]), base64_of(lines[2], HASH)


def read_proof(text: str) -> tuple[int, list[bytes], str]:
    """Index, path and checkpoint of a tlog-proof. Raises Refused."""
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    first, *path = (lines[2:] if lines[1:2] and lines[1].startswith("extra ") else lines[1:]) or [""]
    if lines[0] != PROOF or not blank or not re.fullmatch(r"index (0|[1-9][0-9]{0,17})", first):
        raise Refused(f"not a proof: expected {PROOF} and the line `index N`")
    return int(first[6:]), [base64_of(one, HASH) for one in path], checkpoint


def parsed(text: str) -> Any:
    """What a text says that can be written in one way only: no two readers see different fields. Raises Refused."""
    body = json.loads(text)
    if json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False) != text:
        raise Refused("not written with sorted keys, each once, without spaces")
    return body


def verify(body: Any, keys: list[str] | None = None) -> dict[str, Any]:
    """What a receipt proves: who signed, when, which records; all of `keys` must have, its own need not. Raises Refused."""
    part = 1
    try:
        given, part = {one: read_key(one)[0] for one in keys or ()}, 0
        if body["schema"] != SCHEMA:
            raise Refused(f"not a receipt: expected {SCHEMA}")
        index, path, checkpoint = read_proof(body["proof"])
        part, (origin, size, root) = 2, read_checkpoint(checkpoint)
        signed = signers(checkpoint, [*dict.fromkeys([*given, *body["keys"]])])
        logs = [one for one in signed if signed[one] is None and read_key(one)[0] == origin]
        if not logs or not set(given) <= set(signed):
            part = 1 if given else 2
            raise Refused(f"not signed by {', '.join(given[one] for one in given if one not in signed) or origin}")
        if included(index, size, sha256(b"\x00", body["entry"].encode()), path) != root:
            raise Refused("the entry is not in the log at that place")
        entry, key = parsed(body["entry"]), next((one for one in logs if one in given), logs[0])
        records, leaves = [_record(one, entry) for one in body["records"]], {int(one["leaf"]) for one in body["records"]}
        if entry["schema"] != EDITION or len(leaves) < len(records):
            raise Refused(f"the entry is no {EDITION}, or a record stands there twice")
        found = {name: entry[name] for name in ("edition", "name", "built")} | {"size": entry["records"]["n"], "records": records}
        found |= {"origin": origin, "key": key, "given": [*given], "address": body["address"], "sum": _sum(body, records)}
        times = {one: f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC" for one, at in signed.items() if at is not None}
        return found | {"witnesses": times, "left": body.get("left_out", 0)}
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError) as error:
        why = error if isinstance(error, Refused) else Refused(f"not a whole receipt: {type(error).__name__} {error}")
        why.part = part
        raise why from None


def _record(one: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """A record that is in the edition's tree. Raises Refused."""
    salt, size, root = bytes.fromhex(one["salt"]), entry["records"]["n"], base64_of(entry["records"]["root"], HASH)
    path, hashed = [base64_of(each, HASH) for each in one["path"]], sha256(b"\x00", salt, one["record"].encode())
    if one["salt"] != salt.hex() or len(salt) != HASH or included(int(one["leaf"]), size, hashed, path) != root:
        raise Refused(f"record {one['leaf']} is not in the edition as it stands here")
    return parsed(one["record"])


def _sum(body: dict[str, Any], records: list[dict[str, Any]]) -> str | None:
    """A figure added up again from the records; None when it is no sum or not whole. Raises Refused when it differs."""
    terms, left, plain = body.get("terms") or [], body.get("left_out", 0), re.compile(r"-?[0-9]{1,99}(\.[0-9]{1,99})?").fullmatch
    if any(type(one) is not int or one < 0 for one in (left, *(one["record"] for one in terms))):
        raise Refused("left_out or the place of a term is no whole number")
    if not terms or left:
        return None
    texts = {(one["record"], one["column"]): str(records[one["record"]][one["column"]]) for one in terms}
    with localcontext(prec=300):
        total = sum({"+": 1, "-": -1}[one["sign"]] * Decimal(texts[one["record"], one["column"]]) for one in terms)
    if not all(map(plain, (*texts.values(), body["value"]))) or total != Decimal(body["value"]) or len(texts) < len(terms):
        raise Refused(f"the records add up to {total}, not to {body['value']}, or one is counted twice")
    return str(body["value"])


WORDS = {
    "en": {
        "valid": "VALID. Edition {edition} of {origin} ({name}, sealed {built}) contains the records below, {count} of {size}.",
        "void": "NOT VALID: {part}. Nothing is proven; ask the publisher or a mirror for the file again.\nDetail: {why}",
        "parts": "no whole receipt of Tiyn|the key you gave is miswritten or did not sign|changed after it was sealed",
        "seen": "{who} witnessed the log at {when}: it existed then, and this witness signed no other version of it.",
        "claimed": "{who} saw the log at {when} only if this key, from the file, is its own; compare it, or use --key: {key}",
        "unseen": "No witness signed: for the date, and for there being only one version, there is the publisher's word alone.",
        "own": "The key is the file's own, which anybody can make: get it from elsewhere and give it with --key: {key}",
        "given": "Signed by the key you gave ({key}).",
        "sum": "The arithmetic is right: the terms this file names add up to {sum}. That a figure has these terms is not proven.",
        "left": "{left} more terms are not in this file: it does not prove the sum.",
        "is": "Proven: these records were published in this edition, word for word; one changed character would show.",
        "not": "NOT proven: that a source told the truth or was read rightly and wholly; that no later edition corrected it.",
    },
    "ru": {
        "valid": "ПОДТВЕРЖДЕНО. Издание {edition} журнала {origin} ({name} от {built}) содержит записи ниже: {count} из {size}.",
        "void": "НЕ ПОДТВЕРЖДЕНО: {part}. Ничего не доказано; запросите файл у издателя или на зеркале.\nПо-английски: {why}",
        "parts": "это не целая квитанция Tiyn|указанный ключ неверен, или подписано не им|изменено после запечатывания",
        "seen": "Свидетель {who} видел журнал {when}: тогда он существовал, и другой его версии этот свидетель не подписывал.",
        "claimed": "{who} видел журнал {when}, только если этот ключ из файла – его; сверьте или укажите --key: {key}",
        "unseen": "Подписей свидетелей нет: за дату и за то, что версия одна, ручается только сам издатель.",
        "own": "Ключ взят из самого файла, такой мог создать кто угодно: получите его в другом месте и укажите --key: {key}",
        "given": "Подписано указанным вами ключом ({key}).",
        "sum": "Арифметика верна: названные в файле слагаемые дают {sum}. Что сумма состоит из них, не доказано.",
        "left": "Ещё {left} слагаемых в этом файле нет: сумму он не доказывает.",
        "is": "Доказано: эти записи опубликованы в этом издании слово в слово; изменение одного знака было бы видно.",
        "not": "НЕ доказано: что источник говорит правду, прочитан верно и целиком; что позднее это не исправлено.",
    },
    "kk": {
        "valid": "РАСТАЛДЫ. {origin} журналының {edition}-басылымында ({name}, {built}) осы жазбалар бар: {size} ішінен {count}.",
        "void": "РАСТАЛМАДЫ: {part}. Ештеңе дәлелденген жоқ; файлды баспагерден не айнадан қайта сұраңыз.\nАғылшынша: {why}",
        "parts": "бұл Tiyn-ның толық түбіртегі емес|сіз берген кілт қате не қол қойған ол емес|мөрленген соң өзгертілген",
        "seen": "Куә {who} журналды {when} кезінде көрді: ол сол кезде болған, бұл куә басқа нұсқасына қол қоймаған.",
        "claimed": "{who} журналды {when} кезінде көрді, егер файлдағы бұл кілт соныкі болса; салыстырыңыз не --key: {key}",
        "unseen": "Куәлардың қолы жоқ: күні мен нұсқаның біреу ғана екеніне тек баспагердің өзі кепіл.",
        "own": "Кілт файлдың өзінен, ондайды кім де жасай алады: басқа жерден алып, --key арқылы беріңіз: {key}",
        "given": "Сіз берген кілтпен ({key}) қол қойылған.",
        "sum": "Есеп дұрыс: файлда аталған қосылғыштар {sum} береді. Соманың осылардан тұратыны дәлелденбеген.",
        "left": "Тағы {left} қосылғыш бұл файлда жоқ: ол қосындыны дәлелдемейді.",
        "is": "Дәлелденді: бұл жазбалар осы басылымда сөзбе-сөз жарияланған; бір таңба өзгерсе, көрінер еді.",
        "not": "ДӘЛЕЛДЕНБЕДІ: дереккөздің шын айтқаны, оның дұрыс әрі толық оқылғаны; кейін түзетілмегені.",
    },
}


def told(found: dict[str, Any] | Exception, lang: str) -> list[str]:
    """The lines a reader gets for what `verify` found or why it refused; nothing in a file steers the terminal."""
    words = WORDS[lang]
    if isinstance(found, Exception):
        part = words["parts"].split("|")[getattr(found, "part", 0)]
        lines = [one.format(part=part, why=found) for one in words["void"].split("\n")]
    else:
        given, seen = found["given"], [(key, key.partition("+")[0], when) for key, when in found["witnesses"].items()]
        lines = [words["valid"].format(**found, count=len(found["records"]))]
        lines += [words["seen" if key in given else "claimed"].format(who=who, when=when, key=key) for key, who, when in seen]
        lines += [*([] if seen else [words["unseen"]]), words["given" if found["key"] in given else "own"].format(**found)]
        lines += [words[name].format(**found) for name in ("sum", "left") if found[name]]
        lines += [words["is"], words["not"], *(json.dumps(one, ensure_ascii=False) for one in found["records"])]
    return ["".join(mark if mark.isprintable() else "\ufffd" for mark in line) for line in lines]


def main(arguments: list[str]) -> int:
    if sys.stdout:  # not closed, but a file or pipe of Windows may lack our letters
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = argparse.ArgumentParser(description="Tiyn: түбіртекті тексеру · проверить квитанцию · verify a receipt")
    parser.add_argument("file", help="the receipt, - for standard input; exit 0: valid, 1: not valid, 2: wrong use")
    parser.add_argument("--lang", choices=sorted(WORDS), default="en")
    parser.add_argument("--key", action="append", help="a verifier key (name+id+key) that must have signed; may be repeated")
    asked = parser.parse_args(arguments)
    try:
        with open(0 if asked.file == "-" else asked.file, "rb") as file:  # noqa: PTH123
            found = verify(json.loads(file.read(MOST_BYTES)), asked.key)
    except OSError as error:
        parser.error(str(error))
    except (ValueError, RecursionError) as error:
        found = error
    print("\n".join(told(found, asked.lang)))
    return int(isinstance(found, Exception))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
