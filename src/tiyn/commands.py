"""What each command does: takes settings and arguments, returns an Answer in text and JSON."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tiyn import (
    codes,
    comparing,
    edition,
    evidence,
    pipeline,
    publishing,
    reviewing,
    shelf,
    summing,
    who,
    withdrawing,
)
from tiyn.cardinal import report as cardinal
from tiyn.cardinal.settings import Settings as CardinalSettings
from tiyn.cardinal.settings import read_settings as cardinal_settings
from tiyn.cells import defuse
from tiyn.engine import Engine
from tiyn.exporting import bods, datasette, ftm
from tiyn.history import History
from tiyn.model.errors import EditionRefused, InputRefused, NotFound, NotYet, TiynError
from tiyn.naming import pairing
from tiyn.naming.decide import decide
from tiyn.naming.resolve import Asked
from tiyn.readers import dossier
from tiyn.settings import Settings
from tiyn.snapshot import Archive, digest
from tiyn.steps import collect as collecting
from tiyn.steps.reading.fetch import fetched
from tiyn.synth import Synthetic

# Formats of a whole edition, bulk tables included: made on demand, not part of the edition.
WHOLE = {"sqlite": datasette, "bods": bods, "ftm": ftm}


@dataclass(frozen=True)
class Answer:
    """`text` for people, `body` for machines (None: the text is JSON); `findings` when it is a list of problems."""

    text: str
    body: Any
    findings: bool = False


def collect(settings: Settings, asked: argparse.Namespace) -> Answer:
    if asked.source != "dossier":
        return _collect_source(settings, asked)
    if asked.start is None or not Path(asked.start).is_dir():
        raise InputRefused(f"--from {asked.start}: no such folder; give the folder that holds the documents' texts")
    rows, _ = dossier.read(settings.dossier)
    wanted = {row["sha256"]: row["id"] for row in rows["document"]}
    found = collecting.texts(Archive(settings.archive), Path(asked.start), wanted)
    lines = [f"{'found  ' if name in found else 'missing'} {name}" for name in sorted(wanted.values())]
    return Answer("\n".join(lines), {"found": found, "missing": sorted(set(wanted.values()) - set(found))})


def _collect_source(settings: Settings, asked: argparse.Namespace) -> Answer:
    given = {"base": asked.base, "reports": tuple(asked.report), "regions": tuple(asked.region), "refresh": asked.refresh}
    given |= {"filters": tuple(asked.filter), "way": asked.way, "wait": asked.wait}
    options = collecting.Options(asked.start, asked.end, delay=asked.delay, tries=asked.tries, **given)
    done = collecting.source(asked.source, Archive(settings.archive), settings.home, options, _aside)
    counts = {name: value for name, value in asdict(done).items() if name != "failed"}
    lines = [", ".join(f"{value} {name}" for name, value in counts.items()) + f", {len(done.failed)} failed"]
    lines += [f"failed: {which}: {reason}" for which, reason in done.failed]
    failed = [{"answer": which, "reason": reason} for which, reason in done.failed]
    return Answer("\n".join(lines), counts | {"failed": failed}, findings=bool(failed))


def standin(settings: Settings, asked: argparse.Namespace) -> Answer:
    known = shelf.parts("sources", "standin")
    meant = shelf.named(known, asked.source)
    if meant is None:
        raise NotFound(f"tiyn standin {asked.source}: no stand-in of that name; there is: {', '.join(known)}")
    given = {name: value for name in ("size", "seed", "changes") if (value := getattr(asked, name)) is not None}
    module = shelf.part("sources", meant, "standin")
    if unknown := set(given) - set(getattr(module, "GIVEN", ())):
        raise NotFound(f"tiyn standin {meant}: it has no --{', --'.join(sorted(unknown))}; leave it out")
    module.serve(asked.port, _aside, **given)
    return Answer("", {})


def _aside(line: str) -> None:
    """What long work says while it runs; stdout is for the answer."""
    print(line, file=sys.stderr, flush=True)


def build(settings: Settings, asked: argparse.Namespace) -> Answer:
    inputs, only = (
        pipeline.remembered(settings) if asked.if_needed and not asked.input else (tuple(asked.input), asked.only_input)
    )
    inputs = fetched(inputs, Archive(settings.archive))
    if only and not inputs and not collecting.collected(Archive(settings.archive), settings.home).files:
        raise InputRefused("--only-input without --input: nothing would be built; give files with --input PATH")
    if asked.if_needed:
        folder = pipeline.up_to_date(settings, inputs, only)
        if folder is not None:
            return Answer(f"edition {folder.name} is up to date", {"edition": folder.name, "built": False})
    summary = pipeline.build(settings, asked.threads, inputs, only)
    pipeline.remember(settings, inputs, only)
    lines = [f"edition {summary.folder.name} in {summary.folder}"]
    for reading in summary.readings:
        if reading["quarantined"]:
            lines.append(f"  {reading['file']}: {reading['quarantined']} of {reading['read']} quarantined; see /en/issues")
    body = {"edition": summary.folder.name, "built": True, "readings": summary.readings, **summary.counts}
    return Answer("\n".join(lines), body)


def synth(settings: Settings, asked: argparse.Namespace) -> Answer:
    country = Synthetic(asked.processes, asked.seed)
    if asked.jsonl is not None:
        written = country.write_lines(Engine(asked.threads), asked.jsonl)
        return Answer(f"{asked.jsonl}: {country.name}, {written} bytes", {"file": str(asked.jsonl), "bytes": written})
    folder = pipeline.synth(settings, country, asked.threads).folder
    body = {"edition": folder.name, "synthetic": True, "processes": country.processes, "seed": country.seed}
    return Answer(f"edition {folder.name} in {folder}: {country.name}", body)


def flag(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Cardinal's output, streamed to stdout as it is: it can be larger than one would hold."""
    if asked.coverage:
        if asked.file is None:
            raise InputRefused(
                "--coverage counts the fields of a file; expected a file of JSON lines; name it, or - for standard input"
            )
        counts, told = cardinal.fields(asked.file)
        for line in told:
            _aside(f"tiyn: {asked.file}: {line}")
        return Answer(json.dumps(counts, ensure_ascii=False), None)
    options = cardinal_settings(asked.options) if asked.options else CardinalSettings()
    if asked.file is None:
        tables = edition.current(settings.editions) / "tables"
        done = cardinal.of_edition(tables, options, sys.stdout, maps=asked.map, meta=not asked.no_meta)
    else:
        done = cardinal.indicators(asked.file, options, sys.stdout, maps=asked.map, meta=not asked.no_meta)
    if done.unread:
        _aside(f"tiyn: {asked.file}: {done.unread} of {done.lines} lines are no JSON object with an ocid; skipped")
    if asked.count:
        for part, count in done.subjects.items():
            _aside(f"{part}: {count}")
    return Answer("", None)


def check(settings: Settings, asked: argparse.Namespace) -> Answer:
    rows, readings = dossier.read(settings.dossier)
    archive = Archive(settings.archive)
    texts = {row["id"]: _text(archive, row["sha256"]) for row in rows["document"]}
    if asked.locate:
        return _locate(texts, *asked.locate)
    wrong, checked = [], 0
    for row in rows["statement"]:
        text = texts[row["document_id"]]
        if text is None:
            continue
        checked += 1
        span = text[row["at_start"] : row["at_end"]]
        if digest(span.encode()) != row["span_sha256"]:
            wrong.append(f"{row['id']}: the words at {row['at_start']}..{row['at_end']} have another hash; run --locate again")
        elif row.get("said") and row["said"] not in span:
            wrong.append(f"{row['id']}: {row['said']!r} is not in its span; widen `at` or mend the figure")
    without = sorted(name for name, text in texts.items() if text is None)
    lines = [*wrong, f"{len(rows['statement'])} statements in {len(readings)} files; {checked} spans checked, {len(wrong)} wrong"]
    if without:
        lines.append(f"not in the archive, so not checked: {', '.join(without)} (tiyn collect dossier --from FOLDER)")
    body = {"statements": len(rows["statement"]), "checked": checked, "wrong": wrong, "not_held": without}
    return Answer("\n".join(lines), body, findings=bool(wrong))


def _text(archive: Archive, sha256: str) -> str | None:
    content = archive.get(sha256)
    return None if content is None else content.decode("utf-8")


def _locate(texts: dict[str, str | None], document: str, words: str) -> Answer:
    if texts.get(document) is None:
        raise NotFound(f"the text of {document!r} is not in the archive; run `tiyn collect dossier --from FOLDER`")
    text = texts[document] or ""
    count = text.count(words)
    if count == 0:
        raise NotFound(f"these words are not in {document!r}; copy them from the text exactly")
    start = text.index(words)
    end = start + len(words)
    lines = [f"    at: {start}..{end}", f"    span: {digest(words.encode())}"]
    if count > 1:
        lines.append(f"    # these words stand {count} times; this is the first: give more of them to be sure")
    return Answer("\n".join(lines), {"at": f"{start}..{end}", "span": digest(words.encode()), "times": count})


def serve(settings: Settings, asked: argparse.Namespace) -> Answer:
    from tiyn.web import server  # the web stack is only needed here; other commands start without it

    try:
        for name in withdrawing.resume(settings):
            print(f"{name}: a withdrawal that was cut off is now in the log", flush=True)
    except (TiynError, OSError) as error:  # for whoever has the key; what is served is checked below
        print(f"editions and log were not brought together: {error}", file=sys.stderr, flush=True)
    folder = folder_of(settings, asked.edition)
    opened = edition.open_edition(folder)
    if folder.resolve().parent == settings.editions:
        publishing.logged(settings, opened)
    print(f"edition {opened.id}, verified; http://{asked.host}:{asked.port}/", flush=True)
    server.serve(opened, settings, (asked.host, asked.port), asked.workers, asked.edition is None)
    return Answer("", {})


def listing(settings: Settings, asked: argparse.Namespace) -> Answer:
    shown = []
    now = edition.current(settings.editions) if edition.published(settings.editions) else None
    for folder in edition.published(settings.editions):
        try:
            opened = edition.open_edition(folder)
        except EditionRefused as error:
            shown.append({"edition": folder.name, "refused": str(error)})
            continue
        count = opened.manifest["records"]["count"]
        shown.append(
            {
                "edition": opened.id,
                "built": opened.manifest["built"],
                "records": count,
                "root": opened.root,
                "current": folder == now,
            }
        )
    lines = [
        f"! {one['edition']}  refused: {one['refused']}"
        if "refused" in one
        else f"{'*' if one['current'] else ' '} {one['edition']}  {one['built']}  {one['records']} records"
        for one in shown
    ]
    refused = any("refused" in one for one in shown)
    return Answer("\n".join(lines) or "no edition yet; build one with `tiyn build`", shown, findings=refused)


def totals(settings: Settings, asked: argparse.Namespace) -> Answer:
    connection = edition.open_edition(folder_of(settings, None)).connect()
    budgets, stages, read = summing.budget_sums(connection), summing.stage_sums(connection), summing.files(connection)
    return Answer("\n".join(summing.as_lines(budgets, stages, read)), {"sums": [*budgets, *stages], "files": read})


def path(settings: Settings, asked: argparse.Namespace) -> Answer:
    opened = edition.open_edition(folder_of(settings, None))
    connection = opened.connect()
    ends = [who.canonical(connection, one if "/" in one else f"party/{one}") for one in (asked.start, asked.goal)]
    for one in ends:
        if not who.known(connection, one):
            raise NotFound(f"no subject {one!r} in edition {opened.id}; expected a party's id, participant/… or entity/…")
    try:
        found = evidence.paths(connection, evidence.Asked(*ends, asked.at))
    except NotFound as untied:
        return Answer(f"no documented path in edition {opened.id}: {untied}", {"paths": [], "nodes": 0})
    except ValueError as wrong:
        raise InputRefused(f"--at {asked.at}: {wrong}; expected a date such as 2023-05-01") from wrong
    told = f"looked at {found.nodes} subject(s) and {found.ties} tie(s); not walked through: {found.hubs or 'nobody'}"
    if not found.paths:
        return Answer(f"no documented path from {ends[0]} to {ends[1]} in edition {opened.id}; {told}", asdict(found))
    lines = [f"{len(found.paths)} of {found.count} path(s) shown; {told}"]
    for number, steps in enumerate(found.paths, 1):
        lines.append(f"path {number}: {len(steps)} edge(s)")
        for edge in (step.edges[0] for step in steps):
            lines.append(f"  {edge.start} -- {edge.kind} --> {edge.goal}  [{edge.origin}, {edge.certainty}, {edge.link}]")
    return Answer("\n".join(lines), asdict(found))


def export(settings: Settings, asked: argparse.Namespace) -> Answer:
    formats = {module.__name__.rsplit(".", 1)[1]: module for module in shelf.modules("exports")}
    if asked.format not in (*formats, *WHOLE):
        raise NotYet(f"tiyn export {asked.format}: there is {', '.join((*formats, *WHOLE))}; other formats are not built yet")
    opened = edition.open_edition(folder_of(settings, None))
    if asked.format in WHOLE:
        written = WHOLE[asked.format].export(opened, asked.to)
        return Answer("\n".join(str(one) for one in written), {"files": [str(one) for one in written]})
    written = formats[asked.format].export(opened.content(), asked.to)
    return Answer("\n".join(str(one) for one in written), {"files": [str(one) for one in written]})


def same(settings: Settings, asked: argparse.Namespace) -> Answer:
    """What two names alone allow to say; a file of pairs line by line, with precision and recall where it is labelled."""
    if asked.pairs is not None:
        rows, counts = pairing.judged(asked.pairs)
        lines = [f"{row['outcome']}\t{row['reason']}\t{row['left']}\t{row['right']}" for row in rows]
        if counts:
            lines.append(", ".join(f"{name} {value}" for name, value in counts.items()))
        return Answer("\n".join(lines), {"pairs": rows, "counts": counts})
    if not asked.left or not asked.right:
        raise InputRefused("same: two names are needed; expected LEFT RIGHT, or --pairs FILE.csv")
    found = decide(asked.left, asked.right, asked.people or None)
    why = codes.lists()["name_reason"][found.reason]["name"]["en"]
    return Answer(f"{found.outcome}: {why}", {"outcome": found.outcome, "reason": found.reason})


def who_is(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Who a name is in the current edition, with the candidates a human would look at."""
    connection = edition.open_edition(edition.current(settings.editions)).connect()
    found = who.look_up(connection, Asked(asked.name, asked.people, asked.bin, asked.region))
    why = codes.lists()["name_reason"][found.reason]["name"]["en"]
    lines = [f"{found.outcome}: {found.subject or asked.name} ({why})"]
    lines += [f"  {one.decision.outcome}\t{one.known.subject}\t{one.known.text}" for one in found.candidates]
    return Answer("\n".join(lines), asdict(found))


def review(settings: Settings, asked: argparse.Namespace) -> Answer:
    """The review queue at the terminal, one pair after another."""

    def ask(question: str) -> str | None:
        print(question, end="", file=sys.stderr, flush=True)
        return sys.stdin.readline() or None

    if asked.reason and asked.reason not in codes.lists()["name_reason"]:
        raise InputRefused(f"--reason {asked.reason}: no such reason; expected one of codes/name_reason, e.g. name_alone")
    connection = edition.open_edition(edition.current(settings.editions)).connect()
    pairs = who.waiting(connection, asked.most, asked.reason)
    reviewer = reviewing.Reviewer(asked.by, date.today(), settings.dossier / "same.yml")
    counts = reviewing.review(connection, pairs, ask, reviewer)
    told = ", ".join(f"{value} {name}" for name, value in counts.items())
    return Answer(f"{len(pairs)} pair(s) waited: {told}", {"waited": len(pairs), **counts})


def diff(settings: Settings, asked: argparse.Namespace) -> Answer:
    """What moved between two editions, by indicator and cause; with `--to` every flag that moved, as CSV."""
    old, new = folder_of(settings, asked.old), folder_of(settings, asked.new)
    with comparing.compared(old, new) as found:
        records = _records(settings, old.name, new.name)
        body = {
            "records": records,
            "old": old.name,
            "new": new.name,
            "stood": found.stood,
            "indicators": found.indicators,
            "flags": found.counts,
        }
        lines = [f"{old.name} -> {new.name}: {found.stood} flags stand in both"]
        lines += [f"{one['indicator']}: {one['cause']}" for one in found.indicators]
        lines += [f"{one['indicator']}: {one['n']} {one['change']} ({one['cause']})" for one in found.counts]
        lines += [f"records: {one['n']} {one['change']} in {one['tbl']} ({one['cause']})" for one in records]
        if asked.to is not None:
            with asked.to.open("w", encoding="utf-8", newline="") as target:
                writer = csv.writer(target, lineterminator="\r\n")
                writer.writerow(comparing.COLUMNS)
                writer.writerows([defuse(str(row[name] or "")) for name in comparing.COLUMNS] for row in found.rows())
            lines.append(f"written to {asked.to}")
    return Answer("\n".join(lines), body, findings=False)


def _records(settings: Settings, old: str, new: str) -> list[dict[str, Any]]:
    """How many records changed by table and cause; [] for folders outside this home's log."""
    try:
        return History(settings).compare(old, new, patient=True).by_table()
    except (NotFound, EditionRefused):
        return []


def folder_of(settings: Settings, name: str | None) -> Path:
    """An edition's folder by id or path; the current one for None. Raises NotFound with the choices."""
    if name is None:
        return edition.current(settings.editions)
    for folder in (settings.editions / name, Path(name)):
        if (folder / edition.MANIFEST).is_file():
            return folder
    choices = ", ".join(path.name for path in edition.published(settings.editions)) or "none"
    raise NotFound(f"no edition {name!r}; there is: {choices}")
