"""`tiyn watch` on what the publisher really makes: nothing found while it is honest, found when it is not."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from tests.test_publishing import home
from tests.test_withdrawing import DAY, GONE
from tiyn import cli, keeping, withdrawing
from tiyn.log import remote
from tiyn.publishing import Publisher

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
assert home  # a fixture


class Clock(datetime):
    """A day on which the editions of the tests are fresh."""

    @classmethod
    def now(cls, tz=None):
        return NOON


@pytest.fixture
def watching(home, tmp_path, monkeypatch, capsys):
    """Runs the command on the home's log: exit code, answer."""
    monkeypatch.setattr(keeping, "datetime", Clock)

    def watch(*more, where=None):
        words = ["--json", "watch", where or str(home.log), "--state", str(tmp_path / "state.json"), *more]
        code = cli.main(words)
        return code, json.loads(capsys.readouterr().out)

    return watch


def test_editions_and_withdrawals_of_the_publisher_are_no_findings(home, watching, capsys):
    assert watching()[0] == 0
    Publisher(home).publish(home.editions / "two")
    code, answer = watching()
    assert (code, answer["findings"], answer["looked_at"]) == (0, [], ["one", "two"])
    withdrawing.withdraw(home, GONE, "error", DAY)
    code, answer = watching()
    assert (code, answer["findings"], answer["waits"], answer["entries"]) == (0, [], {}, 4)
    Publisher(home).publish(home.editions / "one")  # going back
    Publisher(home).start("log.test/second", replace=True)
    code, answer = watching()
    assert code == 1 and [one["code"] for one in answer["findings"]] == ["origin"]
    Publisher(home).publish(home.editions / "two")  # it has withdrawn records the new log tells nothing of
    state = home.home / "second.json"
    assert cli.main(["watch", str(home.log), "--state", str(state), "--policy", str(home.log / "policy.txt")]) == 0
    assert "log.test/second: 2 entries, 1 editions" in capsys.readouterr().out


def test_a_changed_past_and_a_changed_edition_are_findings(home, watching, tmp_path, capsys):
    kept = tmp_path / "kept"
    shutil.copytree(home.log, kept)
    Publisher(home).publish(home.editions / "two")
    assert watching()[0] == 0
    path = home.editions / "one" / "manifest.json"
    text = path.read_text()
    path.unlink()
    path.write_text(text + "\n")
    code, answer = watching()
    assert code == 0 and [what.split(":")[:2] for what in answer["waits"]] == [["undeclared", "one"]]  # for six hours
    shutil.rmtree(home.log)
    shutil.copytree(kept, home.log)
    code, answer = watching()
    assert code == 1 and "rollback" in [one["code"] for one in answer["findings"]]
    assert cli.main(["watch", str(home.log), "--state", str(tmp_path / "state.json")]) == 1
    said = capsys.readouterr().out
    assert "rollback: " in said and ".note" in said and "stays as it was" in said


def test_a_portal_is_watched_at_its_address(client, settings, watching, monkeypatch, tmp_path, capsys):
    def fetched(address):
        answer = client.get(address.removeprefix("http://portal.test"))
        return None if answer.status_code == 404 else answer.content

    monkeypatch.setattr(remote, "fetched", fetched)
    code, answer = watching(where="http://portal.test/log/")
    assert code == 0 and len(answer["looked_at"]) == 1
    vkey = (settings.log / "policy.txt").read_text().split()[1]
    words = ["watch", "http://portal.test/log", "--state", str(tmp_path / "other.json")]
    assert cli.main(words) == 0
    assert f"compare its key with one from elsewhere:\nlog {vkey}" in capsys.readouterr().out
    assert cli.main([*words, "--key", vkey]) == 0
    assert cli.main([*words, "--key", "mangled"]) == 3
    assert cli.main([*words, "--policy", str(tmp_path / "absent")]) == 3
