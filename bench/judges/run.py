"""`python -m bench judges [--bundles 10000]`: receipts, half of them altered, and what each judge says of each (F1).

The judges: verifier.py, verify.js in Node's WebCrypto, and main.go with the Go reference packages, which are asked when Go
and golang.org/x/mod are there (Debian: golang-go, golang-golang-x-mod-dev). They must agree on every one, take every
honest receipt and, of the altered, only those that came out as they were.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tiyn import proofs, verifier
from tiyn.log.notes import Key, checkpoint
from tiyn.verifier import COSIGNATURE, ED25519, PROOF, Refused, sha256

HERE = Path(__file__).parent
SCRIPT = HERE.parents[1] / "src" / "tiyn" / "web" / "static" / "verify.js"
GO_PATH = "/usr/share/gocode"  # where Debian puts packages of Go
LETTERS = "0123456789abcdefABCDEF+/=\n -\u2014.і"


def main(words: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="python -m bench judges")
    asked.add_argument("--bundles", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=2026)
    given = asked.parse_args(words)
    chance = random.Random(given.seed)
    honest = [bundle(chance) for _ in range((given.bundles + 1) // 2)]
    lines = [json.dumps(one) for one in honest] + [altered(chance, json.dumps(one)) for one in honest[: given.bundles // 2]]
    verdicts = {"verifier.py": _ours(lines)} | _others(lines)
    first, *others = verdicts.values()
    differing = [at for at, said in enumerate(zip(first, *others, strict=True)) if len(set(said)) > 1]
    refused = sum(said == "no" for said in first[: len(honest)])
    false = [at for at in range(len(honest), len(lines)) if first[at] == "yes" and not _same(lines[at], honest[at - len(honest)])]
    report = {
        "bundles": len(lines),
        "altered": len(lines) - len(honest),
        "judges": {name: Counter(said) for name, said in verdicts.items()},
    }
    print(json.dumps(report | {"differing": len(differing), "honest refused": refused, "altered taken": len(false)}))
    for at in [*differing, *false][:5]:
        print({name: said[at] for name, said in verdicts.items()}, lines[at], file=sys.stderr)
    return 1 if differing or refused or false else 0


def bundle(chance: random.Random) -> dict[str, Any]:
    """A receipt of a made-up log: up to three records of an edition of up to 300, in a log of up to 40 entries."""
    count = chance.randint(1, 300)
    salts = [chance.randbytes(32) for _ in range(count)]
    texts = [_canonical({"id": at, "сумма": str(chance.randint(0, 10**15))}) for at in range(count)]
    head = proofs.heads_of([sha256(b"\x00", salt, text.encode()) for salt, text in zip(salts, texts, strict=True)])
    entries = [chance.randbytes(9).hex() for _ in range(chance.randint(1, 40))]
    index = chance.randrange(len(entries))
    sealed = {"schema": verifier.EDITION, "edition": 1, "name": "made-up", "built": "2026-11-20T06:00:00Z"}
    entries[index] = _canonical(sealed | {"records": {"n": count, "root": b64encode(head(0, count)).decode()}})
    tree = proofs.heads_of([sha256(b"\x00", one.encode()) for one in entries])
    keys = [Key("log.test/a", ED25519, chance.randbytes(32)), Key("witness.test/w", COSIGNATURE, chance.randbytes(32))]
    text = checkpoint(keys[0].name, len(entries), tree(0, len(entries)))
    note = text + "\n" + "".join(key.line(text, 1_795_327_200) for key in keys)
    lines = [PROOF, f"index {index}", *_coded(proofs.inclusion(index, len(entries), tree)), "", note]
    records = []
    for at in chance.sample(range(count), min(count, chance.randint(0, 3))):
        path = _coded(proofs.inclusion(at, count, head))
        records.append({"record": texts[at], "salt": salts[at].hex(), "leaf": at, "path": path})
    body = {"schema": "tiyn/receipt/v1", "address": "/made-up", "records": records, "left_out": 0, "entry": entries[index]}
    return body | {"proof": "\n".join(lines), "keys": [key.vkey for key in keys]}


def _canonical(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _coded(path: list[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in path]


def altered(chance: random.Random, line: str) -> str:
    """One value of a receipt changed: a text cut, doubled or written over in a place, a number moved, a list shortened."""
    body = json.loads(line)
    holder, name = chance.choice(list(_values(body)))
    value = holder[name]
    if isinstance(value, int):
        holder[name] = value + chance.choice((-1, 1, 7, -value - 1, 1 << 40))
    elif isinstance(value, list):
        holder[name] = chance.choice((value[:-1], value[1:], value + value[-1:]))
    else:
        begin = chance.randrange(len(value) + 1)
        part = value[begin : begin + chance.choice((1, 1, 2, 20))]
        put = chance.choice(("", part + part, "".join(chance.choice(LETTERS) for _ in part or "x")))
        holder[name] = value[:begin] + put + value[begin + len(part) :]
    return json.dumps(body)


def _values(body: dict[str, Any]) -> Any:
    """(holder, name) of everything in a receipt that proves something."""
    for holder in (body, *body["records"]):
        yield from ((holder, name) for name in holder if name not in ("address", "left_out"))
    yield from ((body["keys"], at) for at in range(len(body["keys"])))
    for one in body["records"]:
        yield from ((one["path"], at) for at in range(len(one["path"])))


def _same(line: str, whole: dict[str, Any]) -> bool:
    """Whether what is left proves what the whole one did: a record or a witness may be missing, nothing may be other."""
    body = json.loads(line)
    return (
        body["entry"] == whole["entry"]
        and all(one in whole["records"] for one in body["records"])
        and verifier.read_proof(body["proof"])[2].startswith(whole["proof"].partition("\n\n")[2].partition("\n\n")[0])
    )


def _said(line: str) -> str:
    try:
        verifier.verify(json.loads(line))
    except Refused:
        return "no"
    return "yes"


def _ours(lines: list[str]) -> list[str]:
    with ProcessPoolExecutor(2) as workers:
        return list(workers.map(_said, lines, chunksize=50))


def _others(lines: list[str]) -> dict[str, list[str]]:
    """The judges that can be asked here, by name."""
    found, asked = {}, "\n".join(lines) + "\n"
    if shutil.which("node"):
        found["verify.js"] = _asked(["node", str(HERE / "judge.mjs"), SCRIPT.as_uri()], asked)
    if shutil.which("go"):
        with tempfile.TemporaryDirectory() as scratch:
            program = f"{scratch}/judge"
            outside = os.environ | {
                "GO111MODULE": "off",
                "GOPATH": "/usr/share/gocode",
                "GOFLAGS": "",
                "GOCACHE": f"{scratch}/cache",
            }
            subprocess.run(["go", "build", "-o", program, str(HERE / "main.go")], env=outside, check=True)
            found["main.go"] = _asked([program], asked)
    return found


def _asked(command: list[str], text: str) -> list[str]:
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=True)
    return done.stdout.decode().split()
