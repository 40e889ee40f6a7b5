"""The only reader of the environment: names, defaults and what is wrong, all problems at once.

Nothing below the composition root and the command line imports this. Secrets are SecretStr from the first moment, and
what is said about a wrong one never repeats it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot import setting_values as values
from bot.environment import Environment, UnreadableFile, read
from bot.model import Money
from bot.setting_redis import redis_problem

T = TypeVar("T")
Role = Literal["run", "web", "worker"]

_REDIS_SCHEMES = ("redis", "rediss", "redis+sentinel", "rediss+sentinel", "unix")
MISSING = ("nothing", "none", "neither")
"""What is found of a setting, or of one of several, that is not set."""
_WITHOUT_APPROVAL = {"purchase": "buy numbers", "deletion": "release numbers"}


@dataclass(frozen=True, slots=True)
class ZendeskCredentials:
    """One way to sign in to Zendesk. kind says which of the other fields are set."""

    kind: Literal["client", "bearer", "api_token"]
    name: str = ""
    secret: SecretStr = field(default_factory=lambda: SecretStr(""))


@dataclass(frozen=True, slots=True)
class Settings:
    """What the bot runs with, checked. Addresses end without a slash, but Slack's, which ends with one.

    slack_app_token: set for Socket Mode; without it slack_signing_secret is set and Slack calls by HTTP.
    approvals: the kinds of request ("purchase", "deletion") that a colleague has to approve; where there is one,
    approval_channel and approvers are set, and where one is missing, requesters are named and not `*`.
    """

    slack_bot_token: SecretStr
    slack_signing_secret: SecretStr | None
    slack_app_token: SecretStr | None
    slack_api_url: str
    zendesk_url: str
    zendesk_credentials: ZendeskCredentials
    redis_url: SecretStr | None
    data_dir: Path
    host: str
    port: int
    metrics_port: int | None
    approval_channel: str | None
    approvers: frozenset[str]
    requesters: frozenset[str]
    operators: frozenset[str]
    approvals: frozenset[str]
    max_monthly_price: Money | None
    monthly_budget: Money | None
    search_ttl: timedelta
    approval_ttl: timedelta
    deletion_hold: timedelta
    timezone: ZoneInfo
    log_level: str
    log_format: Literal["console", "json"]


class SettingsError(Exception):
    """The configuration cannot be used. problems: one line each, name, what was found, what is expected."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a setting. As text it is one line."""

    name: str
    found: str
    expected: str

    def __str__(self) -> str:
        """Say all three."""
        return f"{self.name}: found {self.found}; expected {self.expected}"


def load(role: Role, *, env_file: str | None = ".env") -> Settings:
    """Read the environment and `env_file` for the process that is to start.

    Raises SettingsError with every problem at once.
    """
    settings, problems = examine(_environment(env_file), role)
    if problems:
        raise SettingsError(map(str, problems))
    return settings


def _environment(env_file: str | None) -> Environment:
    try:
        return read(env_file)
    except UnreadableFile as error:
        # What is missing then is in the file, so nothing more is said.
        raise SettingsError([str(error)]) from None


def examine(env: Environment, role: Role) -> tuple[Settings, tuple[Problem, ...]]:
    """Return what can be read, and every problem; what has one is its default, or empty."""
    reading = _Reading()
    approvals = reading.parsed("TALK_APPROVALS", env.talk_approvals, "purchase,deletion", values.approvals)
    settings = Settings(
        slack_bot_token=reading.secret("SLACK_BOT_TOKEN", env.slack_bot_token, starts="xoxb-"),
        slack_signing_secret=_signing_secret(reading, env),
        slack_app_token=reading.secret("SLACK_APP_TOKEN", env.slack_app_token, starts="xapp-")
        if env.slack_app_token
        else None,
        slack_api_url=reading.parsed("SLACK_API_URL", env.slack_api_url, "https://slack.com/api/", values.slack_address)
        + "/",
        zendesk_url=_zendesk_url(reading, env),
        zendesk_credentials=_zendesk_credentials(reading, env),
        redis_url=_redis_url(reading, env, role),
        data_dir=Path(env.talkbot_data_dir).expanduser() if env.talkbot_data_dir else _default_data_dir(),
        host=env.host or "127.0.0.1",
        port=reading.parsed("PORT", env.port, "3000", values.port),
        metrics_port=reading.optional("METRICS_PORT", env.metrics_port, values.port),
        approval_channel=reading.optional("TALK_APPROVAL_CHANNEL", env.talk_approval_channel, values.channel),
        approvers=reading.optional("TALK_APPROVERS", env.talk_approvers, values.people) or frozenset(),
        requesters=reading.parsed("TALK_REQUESTERS", env.talk_requesters, "*", values.people_or_all),
        operators=reading.optional("TALK_OPERATORS", env.talk_operators, values.people_or_all) or frozenset(),
        approvals=approvals,
        max_monthly_price=reading.optional("TALK_MAX_MONTHLY_PRICE", env.talk_max_monthly_price, values.money),
        monthly_budget=reading.optional("TALK_MONTHLY_BUDGET", env.talk_monthly_budget, values.money),
        search_ttl=reading.parsed("TALK_SEARCH_TTL", env.talk_search_ttl, "15m", values.duration),
        approval_ttl=reading.parsed("TALK_APPROVAL_TTL", env.talk_approval_ttl, "8h", values.duration_to_act),
        deletion_hold=reading.parsed("TALK_DELETION_HOLD", env.talk_deletion_hold, "10m", values.duration_to_act),
        timezone=reading.parsed("TALK_TIMEZONE", env.talk_timezone, "UTC", values.timezone),
        log_level=reading.parsed("LOG_LEVEL", env.log_level, "INFO", values.log_level),
        log_format=reading.parsed("LOG_FORMAT", env.log_format, _default_log_format(), values.log_format),
    )
    if settings.metrics_port and settings.metrics_port == settings.port and role != "worker":
        reading.problem("METRICS_PORT", repr(env.metrics_port), "another port than PORT")
    _check_approvals(reading, env, settings)
    _check_currencies(reading, env, settings)
    return settings, reading.problems


class _Reading:
    """Collects problems while the fields are read, so that all of them are told at once."""

    def __init__(self) -> None:
        self._problems: dict[str, Problem] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems.values())

    def problem(self, name: str, found: str, expected: str) -> None:
        """Note what is wrong with a setting; what else follows from the same mistake is not told besides."""
        self._problems.setdefault(name, Problem(name, found, expected))

    def has_problem(self, name: str) -> bool:
        return name in self._problems

    def parsed(self, name: str, text: str | None, default: str, parse: Callable[[str], T]) -> T:
        """Return what is set or the default; what cannot be read is noted, and the default goes on in its place."""
        try:
            return parse(default if text is None else text.strip())
        except ValueError as error:
            self.problem(name, values.shown(text), str(error))
            return parse(default)

    def optional(self, name: str, text: str | None, parse: Callable[[str], T]) -> T | None:
        try:
            return None if text is None else parse(text.strip())
        except ValueError as error:
            self.problem(name, values.shown(text), str(error))
            return None

    def secret(self, name: str, value: SecretStr | None, *, starts: str = "") -> SecretStr:
        if value is None:
            self.problem(name, "nothing", f"a value{f' that starts with {starts}' if starts else ''}")
            return SecretStr("")
        if not value.get_secret_value().startswith(starts):
            self.problem(name, "a value of another kind", f"one that starts with {starts}")
        elif " " in value.get_secret_value():
            # A comment behind a value is a part of it in systemd's EnvironmentFile and in Docker's --env-file.
            self.problem(name, "a value with a space in it", "the value alone, and comments on lines of their own")
        return value

    def end(self) -> None:
        if self._problems:
            raise SettingsError(map(str, self.problems))


def _signing_secret(reading: _Reading, env: Environment) -> SecretStr | None:
    """Require it where Slack calls by HTTP; what comes through Socket Mode is not signed."""
    if env.slack_signing_secret is None and env.slack_app_token is None:
        expected = "a value (Slack calls by HTTP), or SLACK_APP_TOKEN in its place (Socket Mode)"
        reading.problem("SLACK_SIGNING_SECRET", "nothing", expected)
    return reading.secret("SLACK_SIGNING_SECRET", env.slack_signing_secret) if env.slack_signing_secret else None


def _zendesk_url(reading: _Reading, env: Environment) -> str:
    if bool(env.zendesk_url) == bool(env.zendesk_subdomain):
        found = "both" if env.zendesk_url else "neither"
        reading.problem("ZENDESK_SUBDOMAIN or ZENDESK_URL", found, "one of them, such as ZENDESK_SUBDOMAIN=acme")
        return ""
    if env.zendesk_url:
        return reading.optional("ZENDESK_URL", env.zendesk_url, values.zendesk_address) or ""
    subdomain = reading.optional("ZENDESK_SUBDOMAIN", env.zendesk_subdomain, values.subdomain)
    return f"https://{subdomain}.zendesk.com" if subdomain else ""


def _zendesk_credentials(reading: _Reading, env: Environment) -> ZendeskCredentials:
    ways: list[ZendeskCredentials] = []
    if env.zendesk_client_id and env.zendesk_client_secret:
        ways.append(ZendeskCredentials("client", env.zendesk_client_id, env.zendesk_client_secret))
    if env.zendesk_access_token:
        ways.append(ZendeskCredentials("bearer", "", env.zendesk_access_token))
    if env.zendesk_email and env.zendesk_api_token:
        ways.append(ZendeskCredentials("api_token", env.zendesk_email, env.zendesk_api_token))
    expected = (
        "ZENDESK_CLIENT_ID with ZENDESK_CLIENT_SECRET, or ZENDESK_ACCESS_TOKEN, or ZENDESK_EMAIL with ZENDESK_API_TOKEN"
    )
    for one, other, names in (
        (env.zendesk_client_id, env.zendesk_client_secret, ("ZENDESK_CLIENT_ID", "ZENDESK_CLIENT_SECRET")),
        (env.zendesk_email, env.zendesk_api_token, ("ZENDESK_EMAIL", "ZENDESK_API_TOKEN")),
    ):
        if bool(one) != bool(other):
            reading.problem(
                names[0] if other else names[1], "nothing", f"a value, since {names[1] if other else names[0]} is set"
            )
            return ZendeskCredentials("bearer")
    if len(ways) != 1:
        reading.problem("Zendesk credentials", "several" if ways else "none", f"one way to sign in: {expected}")
        return ZendeskCredentials("bearer")
    return ways[0]


def _redis_url(reading: _Reading, env: Environment, role: Role) -> SecretStr | None:
    if env.redis_url is None:
        if role != "run":
            reading.problem(
                "REDIS_URL",
                "nothing",
                f"the address of the redis that `talkbot {role}` shares with the other processes",
            )
        return None
    address = env.redis_url.get_secret_value()
    if address.partition("://")[0] not in _REDIS_SCHEMES:
        reading.problem(
            "REDIS_URL", "an address of another kind", " or ".join(f"{scheme}://" for scheme in _REDIS_SCHEMES)
        )
    elif problem := redis_problem(address):
        reading.problem("REDIS_URL", *problem)
    return env.redis_url


def _check_approvals(reading: _Reading, env: Environment, settings: Settings) -> None:
    """Require a place and people to decide where a colleague has to, and names where somebody acts alone."""
    if reading.has_problem("TALK_APPROVALS"):
        return
    told = ",".join(kind for kind in _WITHOUT_APPROVAL if kind in settings.approvals)
    why = f"since TALK_APPROVALS is {told}" if env.talk_approvals else f"since TALK_APPROVALS, unset, means {told}"
    if told and settings.approval_channel is None:
        expected = f"the id of the channel where requests are decided, such as C012AB3CD, {why}"
        reading.problem("TALK_APPROVAL_CHANNEL", "nothing", expected)
    if told and not settings.approvers:
        expected = f"the ids of the people or user groups who decide, such as U012AB3CD,S045EF6GH, {why}"
        reading.problem("TALK_APPROVERS", "nothing", expected)
    alone = " and ".join(words for kind, words in _WITHOUT_APPROVAL.items() if kind not in settings.approvals)
    if alone and "*" in settings.requesters:
        found = repr(env.talk_requesters) if env.talk_requesters else "nothing, which means everybody"
        expected = f"the ids of the people who may {alone} without a colleague's approval, such as U012AB3CD,S045EF6GH"
        reading.problem("TALK_REQUESTERS", found, expected)


def _check_currencies(reading: _Reading, env: Environment, settings: Settings) -> None:
    """Require one currency: of a number in either, the other limit would refuse every one."""
    limit, budget = settings.max_monthly_price, settings.monthly_budget
    if limit is not None and budget is not None and limit.currency != budget.currency:
        expected = f"an amount in the currency of TALK_MAX_MONTHLY_PRICE, {limit}"
        reading.problem("TALK_MONTHLY_BUDGET", repr(env.talk_monthly_budget), expected)


def _default_log_format() -> str:
    return "console" if sys.stderr.isatty() else "json"


def _default_data_dir() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only the embedded server needs it

    return user_data_path("talkbot", appauthor=False)


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """What it takes to read the audit trail: where redis is, and whose Zendesk account it is about."""

    zendesk_url: str
    redis_url: SecretStr | None
    data_dir: Path


def load_for_audit(*, env_file: str | None = ".env") -> AuditSettings:
    """Read only what `talkbot audit` needs: whoever may read the trail need not have the bot's secrets.

    Raises SettingsError with every problem at once.
    """
    env = _environment(env_file)
    reading = _Reading()
    settings = AuditSettings(
        zendesk_url=_zendesk_url(reading, env),
        redis_url=_redis_url(reading, env, "run"),
        data_dir=Path(env.talkbot_data_dir).expanduser() if env.talkbot_data_dir else _default_data_dir(),
    )
    reading.end()
    return settings
