"""Logs: whoever writes a line, no secret stands in it, and a machine can read every one."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import structlog

from bot import logs

BOT_TOKEN = "xoxb-1234567890-abcdefghij"
APP_TOKEN = "xapp-1-A0TEST-1234567890-abcdef"
STEP_TOKEN = "xwfp-1234567890-abcdef"
BEARER = "Bearer sandbox.token-with_every/kind+of=character~"
BASIC = "Basic YW5hQHRlc3QvdG9rZW46c2VjcmV0"
SECRETS = (BOT_TOKEN, APP_TOKEN, STEP_TOKEN, BEARER, BASIC)
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
Form = Literal["console", "json"]
FORMS: tuple[Form, ...] = ("console", "json")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Put logging back as it was: what is configured here is the whole process's."""
    root, level = logging.getLogger(), logging.getLogger().level
    handlers = list(root.handlers)
    quiet = {name: logging.getLogger(name).level for name in logs._QUIET}  # noqa: SLF001 - to put them back
    yield
    root.handlers = handlers
    root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


def configured(form: Form, level: str = "INFO") -> Any:
    """Configure as the program does, and return a logger of ours."""
    logs.configure(level, form)
    return structlog.get_logger("bot.test")


def tail(secret: str) -> str:
    """Return what of a secret must not be seen, whatever stands before it."""
    return secret.rsplit(" ", 1)[-1].split("-", 1)[-1]


def masked(said: str) -> int:
    """Return how often something was masked: JSON writes the sign in ASCII."""
    return said.count("…") + said.count("\\u2026")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_in_a_message_is_masked(capsys: pytest.CaptureFixture[str], form: Form, secret: str) -> None:
    """Wherever it stands in the line, ours or a library's."""
    log = configured(form)
    message = f"asked with {secret}, twice {secret}"
    log.info(message, header=secret)
    logging.getLogger("some.library").warning("headers: %s", {"Authorization": secret})
    logging.getLogger("some.library").warning("sent %s of %d", secret, 5)
    said = capsys.readouterr().err
    assert tail(secret) not in said
    assert said.count("asked with") == 1
    assert masked(said) >= 4


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_in_a_traceback_is_masked(capsys: pytest.CaptureFixture[str], form: Form, secret: str) -> None:
    """An HTTP library's exception may hold the request it could not send."""
    log = configured(form)
    try:
        raise RuntimeError(f"could not send {secret}")  # noqa: TRY301 - it has to have a traceback
    except RuntimeError as error:
        log.exception("bug", ref="9QX2")
        log.error("bug", exc_info=error)  # noqa: TRY400 - as it is done where an error is handed over
        logging.getLogger("some.library").exception("failed")
    said = capsys.readouterr().err
    assert tail(secret) not in said
    assert said.count("RuntimeError") >= 3
    assert "test_logs.py" in said, "the traceback is what the line is for"


@pytest.mark.parametrize("form", FORMS)
def test_secrets_deep_in_values_are_masked(capsys: pytest.CaptureFixture[str], form: Form) -> None:
    """Somebody may log a whole answer."""
    log = configured(form)
    log.info("asked", headers={"authorization": BEARER}, tokens=[BOT_TOKEN, (APP_TOKEN,)], raw=BOT_TOKEN.encode())
    said = capsys.readouterr().err
    assert not [secret for secret in SECRETS if tail(secret) in said]


def test_locals_of_a_frame_are_never_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """A rich traceback would print every variable, and some of them are secrets in no form we know."""
    log = configured("console")
    nameless = "hunter" + "2"
    try:
        raise RuntimeError("broken")  # noqa: TRY301 - it has to have a traceback
    except RuntimeError:
        log.exception("bug")
    assert nameless not in capsys.readouterr().err


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Line breaks, quotes, control characters and lone surrogates included; from us and from libraries alike."""
    log = configured("json")
    log.info('a "quoted"\nmessage', number="+15105550123", odd="\x00\ud800\u2028", thing=object(), nothing=None)
    logging.getLogger("some.library").error("%s failed", "it\nall")
    try:
        raise ValueError("a\nb")  # noqa: TRY301 - it has to have a traceback
    except ValueError:
        log.exception("bug", ref="9QX2")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    ours, theirs, bug = lines
    assert (ours["event"], ours["level"], ours["logger"]) == ('a "quoted"\nmessage', "info", "bot.test")
    assert ours["number"] == "+15105550123"
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("it\nall failed", "error", "some.library")
    assert "ValueError: a\nb" in bug["exception"]
    assert all(line["timestamp"].endswith("Z") for line in lines)


def test_values_on_a_terminal_stand_behind_the_event(capsys: pytest.CaptureFixture[str]) -> None:
    """One line an event, to be read by a person."""
    configured("console").info("listening", address="http://127.0.0.1:3000")
    (line,) = COLOURS.sub("", capsys.readouterr().err).splitlines()
    assert "listening" in line
    assert "address=http://127.0.0.1:3000" in line


@pytest.mark.parametrize("form", FORMS)
def test_what_is_below_the_level_is_not_said(capsys: pytest.CaptureFixture[str], form: Form) -> None:
    """And nothing is ever written to standard output, which belongs to commands."""
    log = configured(form, "WARNING")
    log.info("quiet")
    log.warning("loud")
    out, err = capsys.readouterr()
    assert not out
    assert "quiet" not in err
    assert "loud" in err


def test_libraries_speak_from_warning_on(capsys: pytest.CaptureFixture[str]) -> None:
    """One line a request from each of three of them would hide ours."""
    configured("json")
    for name in ("httpx", "slack_bolt.App", "slack_sdk.web", "docket.worker", "uvicorn.error.of-tests"):
        logging.getLogger(name).info("chatter")
        logging.getLogger(name).warning("trouble")
    said = capsys.readouterr().err
    assert "chatter" not in said
    assert said.count("trouble") == 5


def test_configuring_twice_says_everything_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A second handler would double every line."""
    configured("json")
    configured("json").info("once")
    assert capsys.readouterr().err.count("once") == 1
    assert logging.getLogger().handlers[0].stream is sys.stderr  # type: ignore[attr-defined]  # a StreamHandler
