"""The command `tiyn`: one subcommand per step, no logic. Exit codes: 0 ok, 1 findings, 2 wrong use, 3 input refused."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tiyn import __version__, commands, keeping
from tiyn.model.errors import EditionRefused, InputRefused, NotFound, NotYet, RecordRefused, TiynError
from tiyn.settings import Settings, read_settings

OK, FINDINGS, WRONG_USE, REFUSED = 0, 1, 2, 3

Run = Callable[[Settings, argparse.Namespace], Any]
Add = Callable[[str, Run, str], argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """The whole command line; its help is the reference."""
    top = argparse.ArgumentParser(prog="tiyn", description="Public money, followed to the last tiyn.")
    top.add_argument("--version", action="version", version=f"tiyn {__version__}")
    top.add_argument("--home", help="folder of an operator's whole state (default ./var)")
    top.add_argument("--json", action="store_true", help="answer as JSON")
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--home", help="the same, after the command")
    shared.add_argument("--json", action="store_true", help="the same, after the command")
    sub = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: Run, text: str) -> argparse.ArgumentParser:
        command = sub.add_parser(name, parents=[shared], help=text, description=text)
        command.set_defaults(run=run)
        return command

    _making(add)
    _reading(add)
    _naming(add)
    _keeping(add)
    return top


def _making(add: Add) -> None:
    """The commands that make and serve an edition."""
    _collecting(add)
    build = add("build", commands.build, "build and publish an edition")
    build.add_argument(
        "--input", action="append", type=Path, default=[], help="further files, folders or https addresses to read"
    )
    build.add_argument("--only-input", action="store_true", help="leave the dossier out")
    build.add_argument("--threads", type=_positive, default=2)
    build.add_argument("--if-needed", action="store_true", help="do nothing when the current edition has these inputs")
    synth = add(
        "synth", commands.synth, "build a made-up country's procurement of any size, marked synthetic, without the dossier"
    )
    synth.add_argument("--processes", type=_positive, default=10_000, help="how many contracting processes (default 10000)")
    synth.add_argument("--seed", type=_positive, default=1, help="another seed draws another country (default 1)")
    synth.add_argument("--threads", type=_positive, default=2)
    synth.add_argument("--jsonl", type=Path, help="write the same processes as OCDS JSON lines instead of an edition")
    check = add("check", commands.check, "check the dossier, and every quoted span whose text is in the archive")
    check.add_argument("what", nargs="?", default="dossier", choices=["dossier"])
    check.add_argument("--locate", nargs=2, metavar=("DOCUMENT", "WORDS"), help="print `at` and `span` for words of a document")
    serve = add("serve", commands.serve, "verify an edition and serve it")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--edition", help="edition id (default: the current one)")
    serve.add_argument("--workers", type=int, default=1)


def _collecting(add: Add) -> None:
    """The commands that bring publishers' bytes into the archive."""
    collect = add("collect", commands.collect, "put documents you hold, or a publisher's answers, into the archive")
    collect.add_argument("source", help="dossier, or a source that brings a collector, e.g. kz_open_budgets")
    collect.add_argument("--from", dest="start", help="dossier: folder with the texts; a source: first month (2023-01) or day")
    collect.add_argument("--to", dest="end", help="last month, e.g. 2025-03, or day")
    collect.add_argument("--report", action="append", default=[], help="only this report (may be repeated)")
    collect.add_argument("--region", action="append", default=[], help="only this region, by KATO code (may be repeated)")
    collect.add_argument("--delay", type=_seconds, default=1.0, help="seconds between requests (default 1)")
    collect.add_argument("--tries", type=_positive, default=5, help="how often one answer is asked for (default 5)")
    collect.add_argument("--refresh", action="store_true", help="ask again for what is there; both versions are kept")
    collect.add_argument("--base", help="another address of the publisher, e.g. of a stand-in")
    collect.add_argument("--way", default="", help="the interface to ask, where a source has several: graphql, rest")
    collect.add_argument("--filter", type=_pair, action="append", default=[], metavar="FIELD=VALUE", help="only these records")
    collect.add_argument("--wait", action="store_true", help="when the publisher stops answering, wait and try again")
    standin = add("standin", commands.standin, "serve a stand-in of a publisher on this machine; its data are synthetic")
    standin.add_argument("source", help="a source that brings a stand-in, e.g. kz_open_budgets")
    standin.add_argument("--port", type=int, default=8077)
    standin.add_argument("--size", type=_positive, help="how many contracts it has, where a source can say")
    standin.add_argument("--seed", type=_positive, help="another number, other made-up data")
    standin.add_argument("--changes", type=_positive, help="how many of them its change journal tells of")


def _reading(add: Add) -> None:
    """The commands that read what is there."""
    add("list", commands.listing, "list the editions")
    add("totals", commands.totals, "planned, awarded, contracted and paid per source and currency; records per file")
    path = add("path", commands.path, "the evidence path between two parties, or: no documented path")
    path.add_argument("start", metavar="FROM")
    path.add_argument("goal", metavar="TO")
    path.add_argument("--at", help="only ties that held on this date")
    export = add("export", commands.export, "write every table in one format")
    export.add_argument("format")
    export.add_argument("--to", type=Path, default=Path("export"))
    diff = add("diff", commands.diff, "which flags came, went or changed between two editions, and whether by data, rule or law")
    diff.add_argument("old", help="edition id or folder")
    diff.add_argument("new", nargs="?", help="edition id or folder (default: the current edition)")
    diff.add_argument("--to", type=Path, help="write every flag that moved as CSV")
    receipt = add("receipt", keeping.receipt, "print one receipt, e.g. statement/dk-41bn")
    receipt.add_argument("address")
    receipt.add_argument(
        "--to", type=Path, help="write it as a file that `verifier.py` and `tiyn verify` check without this portal"
    )
    flag = add("flag", commands.flag, "indicators straight from a file of OCDS compiled releases, in another tool's own shape")
    flag.add_argument("--as", dest="series", choices=["cardinal"], required=True, help="whose definitions and output")
    flag.add_argument(
        "file", nargs="?", type=Path, help="one compiled release a line, - is standard input (default: the current edition)"
    )
    flag.add_argument("--settings", dest="options", type=Path, help="Cardinal's settings.ini (default: all eleven at defaults)")
    flag.add_argument("--map", action="store_true", help="add Maps: which organisations stand behind a process")
    flag.add_argument("--no-meta", action="store_true", help="leave out Meta: quartiles and fences")
    flag.add_argument("--count", action="store_true", help="say on stderr how many subjects each group has")
    flag.add_argument("--coverage", action="store_true", help="instead: how often each field is filled")
    verify = add(
        "verify",
        keeping.verify,
        "verify a receipt file, or an edition (every file, then every record), or say which edition a file belongs to",
    )
    verify.add_argument(
        "what", nargs="?", help="a receipt, an edition's id or folder, or any file (default: the current edition)"
    )
    verify.add_argument("--key", action="append", help="a receipt: a verifier key that must have signed (may be repeated)")
    verify.add_argument("--lang", choices=["kk", "ru", "en"], default="en", help="a receipt: the language of the answer")


def _naming(add: Add) -> None:
    """The commands about who is who."""
    same = add("same", commands.same, "whether two names are one: same, review or different, and why")
    same.add_argument("left", nargs="?")
    same.add_argument("right", nargs="?")
    same.add_argument(
        "--pairs", type=Path, help="a CSV with the columns left and right; optional left_bin, right_bin, kind, same (1 or 0)"
    )
    same.add_argument("--people", action="store_true", help="both are names of persons")
    who = add("who", commands.who_is, "who a name is in the current edition: same, review with candidates, or nobody known")
    who.add_argument("name")
    who.add_argument("--bin", default="", help="the BIN that stands beside it")
    who.add_argument("--region", default="", help="the region that stands beside it")
    who.add_argument("--people", action="store_true", help="it is a person's name")
    review = add("review", commands.review, "judge pairs of alike names one by one; judgements are appended to dossier/same.yml")
    review.add_argument("--by", required=True, help="who judges")
    review.add_argument("--reason", default="", help="only pairs of this reason (codes/name_reason), e.g. name_alone")
    review.add_argument("--most", type=_positive, default=50, help="how many pairs at most (default 50)")


def _keeping(add: Add) -> None:
    """The commands that keep what was published whole, and others able to check it."""
    fsck = add("fsck", keeping.fsck, "check the log, every edition, and what killed runs left; --mend finishes or clears it")
    fsck.add_argument("--mend", action="store_true", help="remove leftovers and go on with what was begun")
    mirror = add(
        "mirror", keeping.mirror, "write the current edition's pages, data and receipts as plain files anybody can serve"
    )
    mirror.add_argument("folder", type=Path, help="an empty folder, or an earlier mirror to replace")
    prune = add("prune", keeping.prune, "remove old editions' folders; their entries in the log stay")
    prune.add_argument("--keep", type=_positive, default=12, help="how many of the newest to keep (default 12)")
    withdraw = add("withdraw", keeping.withdraw, "take one record out of every edition here and keep it out; its leaf stays")
    withdraw.add_argument("address", nargs="?", help="statement/ID, party/ID, document/ID or record/TABLE/KEY…")
    withdraw.add_argument("--reason", help="personal_data, court_order, source_withdrawn, licence or error")
    withdraw.add_argument("--ahead", action="store_true", help="keep it out of later editions even where none here has it")
    withdraw.add_argument(
        "--lost-key",
        action="store_true",
        help="withheld.key is gone for good: begin its list anew, say what to withdraw again; nothing is built before --done",
    )
    withdraw.add_argument("--done", action="store_true", help="with --lost-key: all that it told of is withdrawn again")
    key = add("key", keeping.key, "a log's or a witness's key: `key new NAME`, `key list`")
    key.add_argument("what", choices=["new", "list"])
    key.add_argument("name", nargs="?", help="e.g. tiyn.example.org/log; a log's key also begins a new log in this home")
    key.add_argument("--witness", action="store_true", help="make a witness's key, not a log's")
    key.add_argument(
        "--replace", action="store_true", help="end the log of this home (it is kept) and begin a new one that quotes it"
    )
    witness = add("witness", keeping.witness, "`witness serve`: sign others' logs; `witness ask`: ask this log's witnesses again")
    witness.add_argument("what", choices=["serve", "ask"])
    witness.add_argument("--name", help="serve: the witness's key, from `key new NAME --witness`")
    witness.add_argument("--log", action="append", default=[], metavar="VKEY", help="serve: the verifier key of a log to sign")
    witness.add_argument("--state", type=Path, help="serve: where it remembers what it signed (default HOME/witness.sqlite)")
    witness.add_argument("--host", default="127.0.0.1")
    witness.add_argument("--port", type=int, default=8078)
    watch = add("watch", keeping.watch, "look at any log from outside: is it whole, signed, fresh, with nothing gone or changed")
    watch.add_argument("where", help="a portal's log, e.g. https://tiyn.example.org/log/, or the folder of one")
    watch.add_argument("--state", type=Path, required=True, help="the file that remembers what was seen; keep one for each log")
    whose = watch.add_mutually_exclusive_group()
    whose.add_argument("--policy", type=Path, help="whose signatures it needs (default: as in the state, at first the log's own)")
    whose.add_argument("--key", metavar="VKEY", help="instead: the log's verifier key alone")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = parser().parse_args(arguments)
    try:
        answer = asked.run(read_settings(asked.home), asked)
    except NotYet as error:
        return _fail(error, WRONG_USE, asked.json)
    except (InputRefused, EditionRefused) as error:
        return _fail(error, REFUSED, asked.json)
    except (NotFound, RecordRefused) as error:
        return _fail(error, WRONG_USE, asked.json)
    except OSError as error:
        return _fail(error, REFUSED, asked.json)
    except TiynError as error:
        return _fail(error, FINDINGS, asked.json)
    except KeyboardInterrupt:
        return 130
    if asked.json and answer.body is not None:
        _say(json.dumps(answer.body, ensure_ascii=False, indent=2, default=str))
    elif answer.text:
        _say(_shown(answer.text))
    return FINDINGS if answer.findings else OK


def _say(text: str) -> None:
    """Print an answer; whoever reads it may stop early, as `| head` does."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: Exception, code: int, machine: bool) -> int:
    """Say what went wrong, on stderr for people, as JSON on stdout for machines as well."""
    print(_shown(f"tiyn: {error}"), file=sys.stderr)
    if machine:
        print(json.dumps({"error": str(error), "exit": code}, ensure_ascii=False))
    return code


# A name in a stranger's file may steer the terminal, turn words around, or be no text at all.
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _shown(text: str) -> str:
    return STEERING.sub("\ufffd", text)


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (name and sign and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not FIELD=VALUE, such as customerBin=991340000003")
    return name, value


def _seconds(text: str) -> float:
    if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds, such as 1 or 0.5")
    return float(text)


if __name__ == "__main__":
    sys.exit(main())
