"""The command: the settings first, then everything they lead to, told in lines or as JSON."""

from __future__ import annotations

import asyncio
import io
import os
import sys
from collections.abc import Iterable

from bot import logs
from bot.doctor import report, setting_checks
from bot.doctor.finding import Finding
from bot.doctor.visit import Say, Visit
from bot.settings import MISSING, examine

_INTERRUPTED = 130
_ENV_FILE = ".env"


def run(*, as_json: bool, url: str | None) -> int:
    """Look at everything and return the exit code: 0 nothing failed, 1 something did. url: the bot's public address."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # names are written in every script, and locales are not
    # What a client of the bot would log, the findings say in words; and standard output is theirs alone.
    logs.configure("CRITICAL", "console")
    try:
        return _told(as_json=as_json, url=url)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read has seen enough: Python would complain once more when it closes its own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _told(*, as_json: bool, url: str | None) -> int:
    findings: list[Finding] = []

    def say(found: Iterable[Finding]) -> None:
        for one in found:
            findings.append(one)
            if not as_json:
                print(report.line(one), flush=True)

    asyncio.run(look(say, url=url))
    print(report.as_json(findings) if as_json else f"\n{report.summary(findings)}")
    return 1 if report.has_failed(findings) else 0


async def look(say: Say, *, url: str | None = None) -> None:
    """Look at everything with the settings of this environment and folder, and say what is found, part by part."""
    env, unreadable = setting_checks.readable(_ENV_FILE)
    settings, problems = examine(env, "run")
    secrets = setting_checks.secrets_of(env)
    wrong = frozenset(problem.name for problem in problems)

    def say_without_secrets(found: Iterable[Finding]) -> None:
        say([report.without_secrets(one, secrets) for one in found])

    if unreadable:
        # What is missing is most likely in the file that cannot be read.
        problems = tuple(problem for problem in problems if problem.found not in MISSING)
    told = setting_checks.look(env, problems, _ENV_FILE)
    say_without_secrets([*([unreadable] if unreadable else []), *told])
    await Visit(settings, wrong, url).tell(say_without_secrets)
