"""What the commands that prove, verify and keep do: receipts, editions, the log, keys and witnesses; see `commands`."""

from __future__ import annotations

import argparse
import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from tiyn import edition, publishing, readback, receipts, verifier, withdrawing
from tiyn.commands import Answer, folder_of
from tiyn.leaves import Leaves
from tiyn.log import monitor
from tiyn.log.keys import Keys
from tiyn.log.policy import Policy
from tiyn.log.remote import beside, reach
from tiyn.log.tiles import Log
from tiyn.log.witness import Witness, server
from tiyn.model.errors import EditionRefused, InputRefused, NotFound
from tiyn.progress import Progress
from tiyn.publishing import EDITION, Publisher
from tiyn.sealed import Sealed
from tiyn.settings import Settings
from tiyn.snapshot import digest_file
from tiyn.steps.seal import ASIDE, writing
from tiyn.suppression import LIST, LOST, Suppression
from tiyn.verifier import Refused, read_checkpoint, read_key

SHOWN = 20
AHEAD = {  # whether the dossier and the bundled sources have what is withdrawn ahead; collected files are not looked through
    True: ", under another id neither",
    False: " under this id; but neither the dossier nor a bundled source has this address: check its spelling",
    None: " under this id; whether there is such an address nobody could see: the dossier has mistakes, `tiyn check dossier`",
}
SUMS = "SHA256SUMS"
LEFT = (".staging.*", ASIDE.format("*"), f".{edition.CURRENT}.*")


def key(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Make a key and, for a log, the log of this home; or list the keys."""
    keys = Keys(settings.keys)
    if asked.what == "list":
        found = [keys.read(name).vkey for name in keys.names()]
        return Answer("\n".join(found) or f"no key in {keys.folder}", {"keys": found})
    if not asked.name:
        raise InputRefused("tiyn key new: a name is needed, such as tiyn.example.org/log")
    if asked.witness:
        vkey = keys.new(asked.name, "witness").vkey
        return Answer(f"{vkey}\nin {keys.folder}; give this verifier key to the logs you witness", {"vkey": vkey})
    with writing(settings.editions):
        vkey = Publisher(settings).start(asked.name, asked.replace)
    lines = [vkey, f"the secret is in {keys.folder}: copy it to where the portal is not, print the line above for readers"]
    return Answer("\n".join(lines), {"vkey": vkey})


def witness(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Serve a witness until stopped, or ask the witnesses of this home's policy again."""
    if asked.what == "ask":
        if not Log(settings.log).checkpoint:
            raise NotFound(f"{settings.log}: nothing is sealed here yet; build an edition first")
        with writing(settings.editions):
            done = Publisher(settings).ask()
        lines = [f"{name}: {why}" for name, why in done.failed.items()]
        signed = publishing.signed_by(settings)
        lines.insert(0, f"signed by {', '.join(signed)}; the policy is {'met' if done.enough else 'not met'}")
        return Answer("\n".join(lines), {"signed": signed, "failed": done.failed, "met": done.enough}, findings=not done.enough)
    if not asked.name or not asked.log:
        raise InputRefused("tiyn witness serve: --name of a witness's key and --log VKEY of at least one log are needed")
    try:
        for vkey in asked.log:
            read_key(vkey)
    except Refused as error:
        raise InputRefused(f"--log: {error}") from error
    one = Witness(Keys(settings.keys).read(asked.name), asked.log, asked.state or settings.home / "witness.sqlite")
    serving = server(one, asked.host, asked.port)
    print(f"witness {one.key.vkey} at http://{asked.host}:{serving.server_address[1]}/", flush=True)
    try:
        serving.serve_forever()
    finally:
        serving.server_close()
    return Answer("", {})


def watch(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Look at a log, anybody's, once; a finding for everything an honest one never has."""
    try:
        policy = asked.policy.read_text(encoding="utf-8") if asked.policy else Policy([asked.key]).text() if asked.key else ""
    except UnicodeDecodeError as error:
        raise InputRefused(f"{asked.policy}: not a policy ({error}); expected lines of text, see docs/watching.md") from error
    own = not (policy or asked.state.exists())
    one = monitor.watch(reach(asked.where), asked.state, policy, datetime.now(UTC), beside)
    lines = _findings(one, asked.state) if one.findings else _nothing_found(one, own)
    text = "".join(mark if mark.isprintable() or mark == "\n" else "\ufffd" for mark in "\n".join(lines))
    body = {"findings": [asdict(each) for each in one.findings], "entries": len(one.seen.leaves), "waits": dict(one.seen.waits)}
    return Answer(text, body | {"looked_at": one.shown, "checkpoint": one.note}, findings=bool(one.findings))


def _findings(one: monitor.Look, state: Path) -> list[str]:
    lines = [f"{each.code}: {each.text}" for each in one.findings]
    lines += [f"the checkpoint that came with this is kept in {monitor.kept(state, one.note)}"] if one.note else []
    return [*lines, f"{state} stays as it was" if state.exists() else f"{state} was not begun"]


def _nothing_found(one: monitor.Look, own: bool) -> list[str]:
    seen = one.seen
    lines = [f"{seen.origin}: {len(seen.leaves)} entries, {one.editions} editions; signed, whole, and nothing is gone or changed"]
    lines.append(f"manifests held against the log: {', '.join(one.shown) or 'none lay within reach'}")
    lines += [f"waiting since {since}: {monitor.WAITS[what.split(':')[0]]}" for what, since in seen.waits.items()]
    told = f"the policy was taken from the log itself; compare its key with one from elsewhere:\n{seen.policy.rstrip()}"
    return [*lines, told] if own else lines


def receipt(settings: Settings, asked: argparse.Namespace) -> Answer:
    opened = edition.open_edition(folder_of(settings, None))
    address = asked.address.strip("/").removeprefix("receipt/")
    if asked.to is not None:
        whole = Sealed(opened, settings).receipt([address], f"/en/receipt/{address}")
        asked.to.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return Answer(f"{asked.to}: {len(whole['records'])} record(s)", {"file": str(asked.to), "records": len(whole["records"])})
    body = receipts.read_receipt(opened, address)
    return Answer("\n".join(f"{key}: {value}" for key, value in body.items()), body)


def verify(settings: Settings, asked: argparse.Namespace) -> Answer:
    if asked.what and Path(asked.what).is_file():
        path = Path(asked.what)
        receipt = path.stat().st_size <= verifier.MOST_BYTES and verifier.SCHEMA.encode() in path.read_bytes()
        return _verify_receipt(path, asked) if receipt else _verify_file(settings, path)
    if asked.what and (Path(asked.what) / SUMS).is_file():
        return _verify_mirror(Path(asked.what), asked.key)
    folder = folder_of(settings, asked.what)
    opened = edition.open_edition(folder)
    readback.verify_records(opened)
    if opened.folder.resolve().parent == settings.editions:
        publishing.logged(settings, opened)
    files, records = len(opened.manifest["files"]), opened.manifest["records"]["count"]
    text = f"edition {opened.id} is whole and unchanged: {files} files, {records} records, root {opened.root}"
    return Answer(text, {"edition": opened.id, "root": opened.root, "files": files, "records": records, "valid": True})


def _verify_mirror(folder: Path, keys: list[str] | None) -> Answer:
    """Every file of a mirror against its list, the list against its signature, the edition against the log."""
    from tiyn.web import mirror as mirrors

    found = mirrors.check(folder, keys)
    by = ", ".join(found["signed"]) or "nobody"
    text = f"mirror of edition {found['edition']} is whole: {found['files']} files, its list signed by {by}"
    if found["signed"] and not keys:
        text += "; the key came with the mirror: compare it with one from elsewhere, or use --key"
    return Answer(text, {"valid": True, **found})


def _verify_receipt(path: Path, asked: argparse.Namespace) -> Answer:
    """What a receipt file proves; a finding when it does not."""
    try:
        found = verifier.verify(json.loads(path.read_bytes()), asked.key)
    except (ValueError, RecursionError) as error:
        return Answer("\n".join(verifier.told(error, asked.lang)), {"valid": False, "why": str(error)}, findings=True)
    return Answer("\n".join(verifier.told(found, asked.lang)), {"valid": True, **found})


def _verify_file(settings: Settings, path: Path) -> Answer:
    """Which editions here name exactly these bytes; a finding when none does."""
    sha256 = digest_file(path)
    found = []
    for folder in edition.published(settings.editions):
        opened = edition.open_edition(folder)
        found += [(opened.id, name) for name, entry in opened.manifest["files"].items() if entry["sha256"] == sha256]
    if not found:
        text = f"{path}: SHA-256 {sha256} is in no edition here; it was changed, or comes from another edition"
        return Answer(text, {"sha256": sha256, "valid": False}, findings=True)
    lines = [f"{path} is {name} of edition {identifier}, unchanged" for identifier, name in found]
    return Answer("\n".join(lines), {"sha256": sha256, "valid": True, "editions": [one for one, _ in found]})


def mirror(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Write the current edition as plain files."""
    from tiyn.web.mirror import Mirror  # the web stack is only needed here; other commands start without it

    opened = edition.open_edition(edition.current(settings.editions))
    bar = Progress(1)
    bar.start("mirror")
    done = Mirror(opened, settings, asked.folder.resolve()).write(bar.rows)
    bar.done(f"{done['pages']} pages")
    counts = f"{done['pages']} pages, {done['files']} files, {done['bytes']} bytes"
    return Answer(f"{asked.folder}: {counts}; check it with `tiyn verify {asked.folder}`", done)


def fsck(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Everything that was published, checked from the bytes on disk: a line for each thing, findings when any is wrong."""
    lines: list[tuple[bool, str]] = []
    left = [path for pattern in LEFT for path in sorted(settings.editions.glob(pattern))]
    if asked.mend and settings.editions.is_dir():
        _mend(settings, left)
        left = []
    lines += [(False, f"{path}: left by a killed run; `tiyn fsck --mend` or the next build clears it") for path in left]
    lines.append(_said("log", lambda: _log(settings)))
    entries = publishing.read_entries(Log(settings.log)) if lines[-1][0] else []
    names = list(dict.fromkeys(one["name"] for one in entries if one["schema"] == EDITION))
    for folder in edition.published(settings.editions):
        lines.append(_said(folder.name, partial(_edition, settings, folder)))
    gone = [name for name in names if not (settings.editions / name).is_dir()]
    lines += [(True, f"{name}: in the log, its folder was pruned") for name in gone]
    lines.append(_said("current", lambda: _current(settings, entries)))
    if (settings.home / LIST).is_file():
        lines.append(_said("withheld", lambda: _withheld(settings)))
    wrong = [text for right, text in lines if not right]
    text = "\n".join(f"{'ok ' if right else 'BAD'} {text}" for right, text in lines)
    body = {"checked": len(lines), "wrong": wrong}
    return Answer(text, body, findings=bool(wrong))


def withdraw(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Take a record out of every edition here, and keep it out."""
    if asked.lost_key:
        return _begun_anew(settings, asked)
    if not asked.address or not asked.reason:
        raise InputRefused("tiyn withdraw: expected an address and --reason, e.g. statement/ID --reason personal_data")
    if asked.done:
        raise InputRefused("--done: expected with --lost-key alone")
    done = withdrawing.withdraw(settings, asked.address.strip("/"), asked.reason, date.today(), asked.ahead)
    lines = [
        f"{name}: {count} record(s) withdrawn; its root and every other receipt stand" for name, count in done.editions.items()
    ]
    lines += [f"{name}: made by another version; its files were removed, its entry stays" for name in done.removed]
    if done.removed and not edition.current(settings.editions).is_dir():
        lines.append("readers have no edition now: `tiyn build`")
    lines += [
        f"{name}: damaged and left as it is, the record may stand there; bring it back and withdraw again, or remove its folder"
        for name in done.damaged
    ]
    lines += [f"the same words still stand in {place}: withdraw that as well if they must go" for place in done.elsewhere[:SHOWN]]
    lines += [f"and in {len(done.elsewhere) - SHOWN} more places, see --json"] if len(done.elsewhere) > SHOWN else []
    if asked.ahead and not done.editions:
        lines += [f"no edition here has it; it is on the list, and no later one will{AHEAD[done.known]}"]
    text = "\n".join(lines) or "no edition here has it any more: it was withdrawn before; nothing was done"
    doubtful = asked.ahead and not done.known
    return Answer(text, asdict(done), findings=bool(done.elsewhere or done.damaged or doubtful))


def _begun_anew(settings: Settings, asked: argparse.Namespace) -> Answer:
    """A list whose key is lost: begin it anew, tell what waits to be withdrawn again; with --done, say that all of it is."""
    if asked.address or asked.reason or asked.ahead:
        raise InputRefused("--lost-key: expected alone or with --done; afterwards withdraw each address again, with --ahead")
    suppression = Suppression(settings)
    with writing(settings.editions):
        if asked.done:
            count = suppression.close(date.today().isoformat())
            return Answer(f"{count} prints under the lost key are given up; builds go on", {"given_up": count})
        publisher = Publisher(settings)
        if not publisher.keys.path(publisher.origin, "key").is_file():
            raise InputRefused(
                f"{settings.keys}: the log's own key is not there either; is TIYN_KEYS the folder it was? Where both are lost, "
                "first `tiyn key new NAME --replace`"
            )
        old = Counter((one["date"], one["reason"], one["table"].removeprefix(LOST)) for one in suppression.renew())
    lines = [f"{old.total()} prints of {suppression.path} were made with a lost key and keep nothing out any more:"]
    lines += [f"  withdrawn {day} ({reason}): {count} of {table}" for (day, reason, table), count in sorted(old.items())]
    lines += ["nothing is built until each address is withdrawn again, tiyn withdraw ADDRESS --reason … --ahead,"]
    lines += ["and you say that it is: tiyn withdraw --lost-key --done"]
    body = [{"date": day, "reason": reason, "table": table, "prints": n} for (day, reason, table), n in sorted(old.items())]
    if not old:
        lines = [f"{suppression.path}: the list of the key that is there is back, and all of it counts"]
    return Answer("\n".join(lines), {"lost": body}, findings=bool(old))


def prune(settings: Settings, asked: argparse.Namespace) -> Answer:
    """Remove the oldest editions' folders but for the current one."""
    with writing(settings.editions):
        folders, now = edition.published(settings.editions), edition.current(settings.editions)
        order = {one.get("name"): at for at, one in enumerate(publishing.read_entries(Log(settings.log)))}
        oldest = sorted(folders, key=lambda folder: (order.get(folder.name, -1), folder.name))
        gone = [folder for folder in oldest[: max(0, len(oldest) - asked.keep)] if folder != now]
        for folder in gone:
            away = folder.with_name(f".staging.prune.{folder.name}")  # a killed removal is no half edition
            folder.rename(away)
            shutil.rmtree(away)
    names = [folder.name for folder in gone]
    return Answer("\n".join(f"removed {name}" for name in names) or "nothing to remove", {"removed": names})


def _mend(settings: Settings, left: list[Path]) -> None:
    with writing(settings.editions):
        for path in left:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        publisher = Publisher(settings)
        publisher.recover()
        withdrawing.finish(settings)
        latest = next((one for one in reversed(publisher.entries()) if one["schema"] == EDITION), None)
        if latest and (settings.editions / latest["name"]).is_dir():
            publisher.publish(settings.editions / latest["name"])


def _said(name: str, check: Callable[[], str]) -> tuple[bool, str]:
    try:
        return True, f"{name}: {check()}"
    except (EditionRefused, NotFound, InputRefused, Refused) as error:
        return False, f"{name}: {error}"


def _log(settings: Settings) -> str:
    log = Log(settings.log)
    if not log.checkpoint and (settings.log / publishing.ORIGIN).is_file() and not log.size:
        return "begun, without an entry yet; `tiyn build` makes the first"
    log.check()
    origin, size, _ = read_checkpoint(log.checkpoint)
    if origin != (settings.log / publishing.ORIGIN).read_text(encoding="utf-8").strip():
        raise EditionRefused(f"{settings.log}: the checkpoint is of {origin}, another log; bring the log back from a mirror")
    return f"{size} entries, signed by {', '.join(publishing.signed_by(settings))}"


def _withheld(settings: Settings) -> str:
    found = Suppression(settings).required(publishing.withheld(settings))
    return f"{len(found)} lines, as the log says at least, under the key that is there"


def _edition(settings: Settings, folder: Path) -> str:
    """How whole an edition is; of one made by another version only that every file is as it was sealed."""
    other = edition.of_another_version(edition.read_manifest(folder))
    opened = edition.check_files(folder) if other else edition.open_edition(folder)
    if not other:
        readback.verify_records(opened)
    said = f"{len(opened.manifest['files'])} files, {opened.manifest['records']['count']} records, {_place(settings, opened)}"
    return f"{said}; made by another version: its files are whole, its pages are not shown" if other else said


def _place(settings: Settings, opened: edition.Edition) -> str:
    """Where an edition is sealed: in the log of this home, or in one that was ended. Raises EditionRefused."""
    try:
        return f"entry {publishing.logged(settings, opened)[0]}"
    except EditionRefused:
        for ended in sorted(settings.home.glob("log-ended-*")):
            entries = publishing.read_entries(Log(ended))
            if publishing.manifest_of(entries, opened.id) == edition.marked(opened.folder):
                return f"sealed in {ended.name}"
            roots = [one["records"]["root"] for one in entries if one["schema"] == EDITION and one["name"] == opened.id]
            if Leaves.of(opened.folder).withdrawn and publishing.packed(opened.root) in roots:
                return f"sealed in {ended.name}, records were withdrawn since"
        raise


def _current(settings: Settings, entries: list[dict[str, object]]) -> str:
    folder = edition.current(settings.editions)
    if not folder.is_dir():
        raise NotFound(f"{folder.name} is gone, and readers have no edition; run `tiyn build`")
    now = folder.name
    latest = [one["name"] for one in entries if one["schema"] == EDITION][-1:]
    if latest != [now]:
        last, how = ("".join(latest), "run `tiyn fsck --mend`") if latest else ("none yet", "run `tiyn build`")
        raise EditionRefused(f"readers see {now}, the log's last is {last}; {how}")
    return now
