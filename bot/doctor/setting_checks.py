"""The settings: each that is missing or wrong, what is set and means nothing, and who else can read the secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from pydantic import SecretStr

from bot.doctor.finding import Check, Finding
from bot.environment import Environment, UnreadableFile, read
from bot.settings import Problem

_SUBJECT = "settings"
_KNOWN = tuple(name.upper() for name in Environment.model_fields)
# What begins like a setting of ours; SLACK_… and ZENDESK_… of other programs are none of our business unless alike.
_OURS = re.compile(r"(?:TALK|TALKBOT|METRICS)_[A-Z_]+")
_LIKE_OURS = re.compile(r"(?:SLACK|ZENDESK|REDIS|LOG)_[A-Z_]+")
_ALIKE = 0.85
_PLACEHOLDER = "fill-me-in"
_FOR_OTHERS = 0o077
# https://docs.slack.dev/authentication/verifying-requests-from-slack: as every one seen so far.
_SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
_KINDS_OF_TOKEN = {
    "xoxp-": "a user token",
    "xapp-": "an app-level token, which belongs into SLACK_APP_TOKEN",
    "xoxe": "a token that Slack exchanges every twelve hours, as token rotation is on",
    "xoxb-": "a bot token, which belongs into SLACK_BOT_TOKEN",
}
_IDS = "In Slack, a person's profile has Copy member ID; a user group's id is in the list of user groups."
_WHERE = {
    "SLACK_BOT_TOKEN": "Copy the Bot User OAuth Token from your app's page at Slack: OAuth & Permissions.",
    "SLACK_SIGNING_SECRET": "Copy the Signing Secret from your app's page at Slack: Basic Information. For Socket Mode "
    "make a token with the scope connections:write there, under App-Level Tokens, and put it into SLACK_APP_TOKEN.",
    "SLACK_APP_TOKEN": "Make a token with the scope connections:write on your app's page at Slack: Basic Information, "
    "App-Level Tokens.",
    "Zendesk credentials": "Make an OAuth client in Zendesk's Admin Center: Apps and integrations, APIs, "
    "OAuth clients.",
    "ZENDESK_SUBDOMAIN or ZENDESK_URL": "Your Zendesk's address shows it: https://<subdomain>.zendesk.com.",
    "TALK_APPROVAL_CHANNEL": "In Slack, click the channel's name, About: its id stands at the bottom.",
    "TALK_APPROVERS": _IDS,
    "TALK_REQUESTERS": _IDS,
    "TALK_OPERATORS": _IDS,
}


def readable(env_file: str) -> tuple[Environment, Finding | None]:
    """Return the settings as they stand, and what keeps `env_file` from being read, None where nothing does."""
    try:
        return read(env_file), None
    except UnreadableFile as error:
        why, _, remedy = str(error).removeprefix(f"{env_file}: ").partition("; ")
        return read(None), Check(_SUBJECT, env_file).failed(why, f"{remedy[:1].upper()}{remedy[1:]}.")


def secrets_of(env: Environment) -> frozenset[str]:
    """Return every secret that is set, and the password within an address of redis."""
    secrets = {value.get_secret_value() for _, value in env if isinstance(value, SecretStr)}
    if env.redis_url is not None:
        address = re.match(r"[^/]*//([^@/]*)@", env.redis_url.get_secret_value())
        secrets.update(part for part in (address[1].split(":", 1) if address else ())[1:])
    return frozenset(secret for secret in secrets if secret)


def look(env: Environment, problems: tuple[Problem, ...], env_file: str) -> list[Finding]:
    """Return what is to be said of the settings: a line for each that needs something done, and one for the rest."""
    wrong = {problem.name for problem in problems}
    found = [_wrong(problem, env) for problem in problems]
    found += _examples(env, wrong)
    found += _unlike_a_signing_secret(env, wrong)
    found += _unreadable_lines(env_file)
    found += _nowhere(env_file, wrong)
    found += _unknown(os.environ, _names_in(env_file))
    found += _open_to_others(Path(env_file))
    are_set = sum(value is not None for _, value in env)
    if not wrong:
        found.insert(0, Check(_SUBJECT, "all").ok(f"{are_set} are set, and every one can be read"))
    return found


def _wrong(problem: Problem, env: Environment) -> Finding:
    found = problem.found
    value = getattr(env, problem.name.lower(), None)
    if isinstance(value, SecretStr):
        text = value.get_secret_value()
        kinds = (kind for begins, kind in _KINDS_OF_TOKEN.items() if text.startswith(begins))
        found = next(kinds, found)
    where = _WHERE.get(problem.name, "")
    # What is expected of a channel says already where it is found.
    remedy = f"Expected {problem.expected}. {'' if 'in Slack:' in problem.expected else where}"
    return Check(_SUBJECT, problem.name).failed(f"found {found}", remedy.rstrip())


def _examples(env: Environment, wrong: set[str]) -> Iterator[Finding]:
    """Find what was copied from .env.example and never filled in."""
    for field, value in env:
        name = field.upper()
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value or "")
        if _PLACEHOLDER in text and name not in wrong:
            remedy = _WHERE.get(name, "Fill in your own, or take the line out.")
            yield Check(_SUBJECT, name).failed("it still is what .env.example has", remedy)


def _unlike_a_signing_secret(env: Environment, wrong: set[str]) -> Iterator[Finding]:
    check = Check(_SUBJECT, "SLACK_SIGNING_SECRET")
    secret = env.slack_signing_secret.get_secret_value() if env.slack_signing_secret else ""
    if secret and check.name not in wrong and _PLACEHOLDER not in secret and not _SIGNING_SECRET.fullmatch(secret):
        found = "it is not 32 hexadecimal digits, as Slack's signing secrets are"
        yield check.warning(found, f"See that it is not the client secret. {_WHERE[check.name]}")


def _nowhere(env_file: str, wrong: set[str]) -> Iterator[Finding]:
    """Say where the file was looked for: whoever has one and stands in another folder misses all that is in it."""
    if wrong and not Path(env_file).exists():
        remedy = "If you have one, go to its folder; else copy .env.example there. Or set all in the environment."
        yield Check(_SUBJECT, env_file).unknown(f"there is none in {Path.cwd()}", remedy)


def _unreadable_lines(env_file: str) -> Iterator[Finding]:
    """Find lines that are passed over without a word, such as one whose quotes are never closed."""
    from dotenv.parser import parse_stream  # noqa: PLC0415 - only here

    try:
        with Path(env_file).open(encoding="utf-8") as stream:
            unread = [binding.original for binding in parse_stream(stream) if binding.error]
    except (OSError, UnicodeDecodeError):
        return
    for original in unread:
        # What the library takes for one begins with the empty lines before it.
        text = original.string.lstrip()
        line = original.line + original.string[: len(original.string) - len(text)].count("\n")
        remedy = "Write it as NAME=value, and close its quotes."
        yield Check(_SUBJECT, env_file).failed(f"line {line} cannot be read, so it counts for nothing", remedy)


def _names_in(env_file: str) -> Mapping[str, str | None]:
    from dotenv import dotenv_values  # noqa: PLC0415 - only here

    try:
        return dotenv_values(env_file, interpolate=False)
    except (OSError, UnicodeDecodeError):
        return {}


def _unknown(*places: Mapping[str, str | None]) -> Iterator[Finding]:
    """Find names that are no setting and look like one: they would be left out without a word."""
    for name in sorted({name.upper() for place in places for name in place} - set(_KNOWN)):
        nearest = get_close_matches(name, _KNOWN, n=1, cutoff=_ALIKE)
        if _OURS.fullmatch(name) or (nearest and _LIKE_OURS.fullmatch(name)):
            remedy = f"If {nearest[0]} is meant, rename it." if nearest else "Take it out, or look up its name."
            yield Check(_SUBJECT, name).warning("there is no such setting, so it counts for nothing", remedy)


def _open_to_others(env_file: Path) -> Iterator[Finding]:
    try:
        mode = env_file.stat().st_mode
    except OSError:
        return
    if mode & _FOR_OTHERS:
        found = f"others on this machine may read it (mode {mode & 0o777:04o})"
        yield Check(_SUBJECT, str(env_file)).warning(found, f"chmod 600 {env_file}")
