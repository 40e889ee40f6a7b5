"""`talkbot doctor` as it is typed: lines or JSON, exit codes, its time, and no secret in either."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main
from bot.doctor import finding, report
from bot.doctor.finding import Check, Finding, State
from tests.doctor.clinic import Clinic
from tests.exporting import WITHIN, Export, Operator

CHECK = Check("slack", "token")
# The command with something to say that it need not look for.
SAYING = """
import sys
from bot.doctor import command
from bot.doctor.finding import Check

async def look(say, url):
    for _ in range(20_000):
        say([Check("people", "approvers").ok("Zo\\xeb can approve")])

command.look = look
sys.exit(command.run(as_json=False, url=None))
"""
FINDINGS = [
    CHECK.ok("it is well"),
    CHECK.warning("it may not stay so", "Look after it."),
    CHECK.failed("it\nis not well", "Mend it."),
    CHECK.unknown("it cannot be seen"),
]


async def typed(clinic: Clinic, *arguments: str, **changes: str | None) -> Export:
    """Return what became of the command with a whole set-up, but for changes."""
    settings = {name: value for name, value in (clinic.world.told | changes).items() if value is not None}
    operator = Operator(settings, clinic.folder)
    return await asyncio.to_thread(operator.run, "-m", "bot", "doctor", *arguments)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_whole_setup_ends_with_zero_and_a_line_for_each_check(clinic: Clinic) -> None:
    """A script that sets a bot up goes on after it."""
    done = await typed(clinic)
    assert (done.code, done.err) == (0, "")
    *lines, empty, summary = done.out.splitlines()
    assert empty == ""
    assert len(lines) > 15
    assert {line.split()[0] for line in lines if "latency" not in line} == {"ok", "unknown"}
    assert "failed" not in summary


@pytest.mark.asyncio(loop_scope="session")
async def test_one_fault_ends_with_one_and_is_the_same_in_json(clinic: Clinic) -> None:
    """The one is for people, the other for what watches."""
    await clinic.account(trial=True)
    done = await typed(clinic, "--json")
    assert (done.code, done.err) == (1, "")
    told: dict[str, Any] = json.loads(done.out)
    assert told["ok"] is False
    (failed,) = [check for check in told["checks"] if check["state"] == "failed"]
    assert (failed["subject"], failed["check"]) == ("zendesk", "talk")
    assert "trial" in failed["remedy"]
    assert told["counts"]["failed"] == 1


@pytest.mark.asyncio(loop_scope="session")
async def test_without_any_setting_all_that_is_missing_is_told(clinic: Clinic) -> None:
    """The first thing that somebody types in a new folder, and it must not end in a traceback."""
    done = await asyncio.to_thread(Operator({"HOME": str(clinic.folder)}, clinic.folder).run, "-m", "bot", "doctor")
    assert (done.code, done.err) == (1, "")
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "ZENDESK_SUBDOMAIN", "TALK_APPROVAL_CHANNEL"):
        assert name in done.out
    assert "own server" in done.out
    assert "unknown  zendesk: credentials: it needs ZENDESK_SUBDOMAIN or ZENDESK_URL" in done.out


@pytest.mark.parametrize(
    "arguments", [["--url", "talkbot.example.com"], ["--url", "http://talkbot.example.com"], ["x"]]
)
def test_what_cannot_be_meant_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is told from a set-up that is wrong."""
    with pytest.raises(SystemExit) as ended:
        main(["doctor", *arguments])
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_a_finding_is_one_line_with_its_remedy() -> None:
    """So that it can be searched for, whatever a server's words have in them."""
    lines = [report.line(one) for one in FINDINGS]
    assert lines[0] == "ok       slack: token: it is well."
    assert lines[2] == "failed   slack: token: it is not well. Mend it."
    assert report.summary(FINDINGS) == "1 failed, 1 warning, 1 unknown, 1 ok."
    assert report.has_failed(FINDINGS)
    assert not report.has_failed([one for one in FINDINGS if one.state is not State.FAILED])


def test_a_name_cannot_rewrite_what_the_terminal_shows() -> None:
    """People name themselves, in Slack and in Zendesk: no line may be coloured, removed or made by one of them."""
    said = report.line(CHECK.failed("\x1b[2K\rok      \x9b2Kall is well\u2028\u202eok", "Mend\tit."))
    assert said.isprintable()
    assert said.startswith("failed ")


def test_a_secret_that_somebody_quotes_is_hidden() -> None:
    """Servers quote what they refuse."""
    quoted = CHECK.failed("we do not take planted-secret-2", "Not planted-secret either.")
    shown = report.without_secrets(quoted, {"planted-secret", "planted-secret-2", "we"})
    assert "planted" not in str(shown)
    assert shown.found.startswith("we do not take *")


async def test_a_check_that_takes_too_long_or_breaks_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """One must not keep the others from being told."""
    monkeypatch.setattr(finding, "CHECK_SECONDS", 0.01)

    async def hang() -> Finding:
        await asyncio.Event().wait()
        raise AssertionError

    async def broken() -> Finding:
        raise LookupError("planted")

    (late,), (bug,) = await CHECK.run(hang()), await CHECK.run(broken())
    assert (late.state, "no answer within" in late.found) == (State.FAILED, True)
    assert (bug.state, "LookupError" in bug.found, "planted" in str(bug)) == (State.FAILED, True, False)


def test_no_other_command_pays_for_it(tmp_path: Path) -> None:
    """What only the doctor needs is not loaded with the manifest."""
    code = "import sys; from bot import __main__; __main__.main(['manifest']); print('bot.doctor' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.stdout.endswith("False\n")


def test_a_name_that_the_terminal_cannot_write_is_written_as_it_can(tmp_path: Path) -> None:
    """Slack knows people by names in every script."""
    done = Operator({"PYTHONIOENCODING": "ascii"}, tmp_path).run("-c", SAYING)
    assert (done.code, done.err) == (0, "")
    assert "Zo\\xeb can approve" in done.out


def test_whoever_has_read_enough_may_go(tmp_path: Path) -> None:
    """As `talkbot doctor | head -1` does."""
    with Operator({}, tmp_path).start("-c", SAYING) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
        assert (process.wait(WITHIN), complaint) == (1, b"")
