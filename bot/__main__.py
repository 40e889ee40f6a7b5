"""The commands of `talkbot`. Each imports only what it needs, so that none pays for another's start."""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Role

_EXIT_CONFIGURATION = 2
_LAST_PORT = 65535
COLLECT_EVERY = 10_000
"""Objects made and not dropped, after which Python looks for those that nobody holds any more.

Starting and reading a list make many and drop few: looking every 700 took a tenth of the one, a fifth of the other.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit code: 0 done, 1 failed, 2 wrong usage or configuration."""
    options = _parser().parse_args(arguments)
    command: str = options.command
    if command == "sandbox":
        return _sandbox(options)
    if command == "manifest":
        return _manifest(options.url, workflow_steps=options.workflow_steps)
    if command == "audit":
        return _audit(options)
    if command == "doctor":
        return _doctor(options)
    if command == "trim":
        return _trim(options)
    return _bot("run" if command == "run" else "web" if command == "web" else "worker")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="talkbot", description="A Slack bot with which support teams run their Zendesk Talk phone numbers."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    commands.add_parser("run", help="everything in one process")
    commands.add_parser("web", help="the half that answers Slack; needs REDIS_URL")
    commands.add_parser("worker", help="the half that runs jobs; needs REDIS_URL")
    sandbox = commands.add_parser("sandbox", help="a Slack workspace and a Talk account on this machine, to try it all")
    sandbox.add_argument("--port", type=_port, help="where the workspace page is (default 3000)")
    sandbox.add_argument("--talk-api-port", type=_port, default=3001, help="where the Talk API is (default 3001)")
    sandbox.add_argument("--bot-port", type=_port, default=3002, help="where the bot is (default 3002)")
    sandbox.add_argument("--no-open", action="store_true", help="do not open the page in a browser")
    sandbox.add_argument("--only", choices=("talk-api", "slack"), help="start just one simulator")
    sandbox.add_argument("--bot-url", help="with --only slack: the bot that gets the signed requests")
    sandbox.add_argument(
        "--socket-mode", action="store_true", help="the bot opens a connection to the workspace, which calls no address"
    )
    manifest = commands.add_parser("manifest", help="print the app manifest to paste into Slack")
    manifest.add_argument("--url", help="the bot's public https:// address, for HTTP; without it: for Socket Mode")
    manifest.add_argument(
        "--workflow-steps",
        action="store_true",
        help="with the steps for Slack's Workflow Builder, which need a paid plan of Slack's",
    )
    doctor = commands.add_parser("doctor", help="look at everything the bot needs, and say what to do")
    doctor.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    doctor.add_argument("--url", type=_public, help="the bot's public https:// address, asked as Slack asks (HTTP)")
    _add_audit(commands)
    _add_trim(commands)
    return parser


def _add_audit(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    audit = commands.add_parser(
        "audit",
        help="export the audit trail to standard output",
        description="Export the audit trail to standard output, oldest first. It needs REDIS_URL or TALKBOT_DATA_DIR, "
        "and ZENDESK_SUBDOMAIN or ZENDESK_URL, as the bot has them.",
    )
    audit.add_argument("--format", choices=("jsonl", "csv"), default="jsonl", help="lines of JSON (default), or CSV")
    audit.add_argument("--since", help="from then on: a date, an ISO time (both UTC), or how far back (7d, 24h)")
    audit.add_argument("--until", help="before then, written in the same ways")
    audit.add_argument("--number", help="only this number, such as +15105550123")
    audit.add_argument(
        "--request", metavar="ID", help="only this request, change or timer; the first characters will do"
    )
    kinds = ("purchase", "deletion", "change", "voicemail", "shift", "oncall", "trail")
    words = "only this kind; oncall is what was done to on-call sets, trail what was trimmed of it"
    audit.add_argument("--kind", choices=kinds, help=words)
    audit.add_argument("--by", metavar="U…", help="only what this person did; talkbot for what happened by itself")
    audit.add_argument("--team", metavar="T…", help="the Slack workspace, where several have a trail")


def _add_trim(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    trim = commands.add_parser(
        "trim",
        help="remove the old part of the audit trail, for good",
        description="Remove the old part of the audit trail, for good. It needs the settings that talkbot audit needs.",
    )
    trim.add_argument("--before", required=True, help="a date, an ISO time (both UTC), or how far back (365d)")
    trim.add_argument("--team", metavar="T…", help="the Slack workspace, where several have a trail")
    trim.add_argument("--yes", action="store_true", help="do it; else it only says what it would remove")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError("a port is a number from 0 (any free one) to 65535")
    return int(text)


def _public(text: str) -> str:
    from bot import setting_values

    try:
        return setting_values.address(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"expected {error}") from None


def _bot(role: Role) -> int:
    from bot import lean, settings

    gc.set_threshold(COLLECT_EVERY)
    try:
        loaded = settings.load(role)
    except settings.SettingsError as error:
        place = ".env" if Path(".env").exists() else f"a file .env, of which there is none in {Path.cwd()}"
        print(f"talkbot {role} cannot start. Mend these settings, in the environment or in {place}:", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        print("talkbot doctor says where each is found.", file=sys.stderr)
        return _EXIT_CONFIGURATION
    with lean.imports():
        from bot import app, logs
    from bot.serving import CannotListen
    from bot.store.embedded import EmbeddedServerError

    logs.configure(loaded.log_level, loaded.log_format)
    try:
        return 0 if asyncio.run(app.run(loaded, role)) else 1
    except (app.CannotStart, CannotListen, EmbeddedServerError) as error:
        print(f"talkbot {role} cannot start. {error}", file=sys.stderr)
        return 1


def _sandbox(options: argparse.Namespace) -> int:
    from bot.sandbox import command

    return command.run(
        port=options.port,
        talk_api_port=options.talk_api_port,
        bot_port=options.bot_port,
        open_page=not options.no_open,
        only=options.only,
        bot_url=options.bot_url,
        socket_mode=options.socket_mode,
    )


def _manifest(url: str | None, *, workflow_steps: bool) -> int:
    from bot import manifest

    try:
        print(manifest.render(Path(__file__).parent, url, workflow_steps=workflow_steps), end="")
    except ValueError as error:
        print(f"talkbot manifest: {error}", file=sys.stderr)
        return _EXIT_CONFIGURATION
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from bot.doctor import command

    return command.run(as_json=options.json, url=options.url)


def _audit(options: argparse.Namespace) -> int:
    from bot import audit
    from bot.audit_filters import Typed

    typed = Typed(
        since=options.since,
        until=options.until,
        number=options.number,
        request=options.request,
        kind=options.kind,
        by=options.by,
        team=options.team,
    )
    return audit.run(options.format, typed)


def _trim(options: argparse.Namespace) -> int:
    from bot import trim

    return trim.run(options.before, options.team, yes=options.yes)


if __name__ == "__main__":
    sys.exit(main())
