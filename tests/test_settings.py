"""Settings: what is missing or wrong stops the start with one line a problem, and no secret is ever repeated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from bot import settings
from bot.environment import Environment
from bot.settings import Role, Settings, SettingsError

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-planted-secret",
    "SLACK_SIGNING_SECRET": "planted-secret-2",
    "ZENDESK_SUBDOMAIN": "acme",
    "ZENDESK_CLIENT_ID": "talkbot",
    "ZENDESK_CLIENT_SECRET": "planted-secret-3",
    "TALK_APPROVAL_CHANNEL": "C012AB3CD",
    "TALK_APPROVERS": "U023BC4DE,S045EF6GH",
}
PEOPLE = "U012AB3CD,S045EF6GH"
NO_APPROVER = {"TALK_APPROVAL_CHANNEL": None, "TALK_APPROVERS": None}


@pytest.fixture(autouse=True)
def nothing_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests counts."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


Changes = Mapping[str, str | None]


def load(monkeypatch: pytest.MonkeyPatch, changes: Changes = MappingProxyType({}), role: Role = "run") -> Settings:
    for name, value in {**GOOD, **changes}.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return settings.load(role, env_file=None)


def problems(
    monkeypatch: pytest.MonkeyPatch, changes: Changes = MappingProxyType({}), role: Role = "run"
) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load(monkeypatch, changes, role)
    return caught.value.problems


def test_defaults_are_as_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody set is what the README says."""
    loaded = load(monkeypatch)
    assert loaded.slack_api_url == "https://slack.com/api/"
    assert loaded.zendesk_url == "https://acme.zendesk.com"
    assert (loaded.host, loaded.port, loaded.redis_url) == ("127.0.0.1", 3000, None)
    assert loaded.search_ttl == timedelta(minutes=15)
    assert loaded.approval_ttl == timedelta(hours=8)
    assert loaded.deletion_hold == timedelta(minutes=10)
    assert loaded.approvals == {"purchase", "deletion"}
    assert loaded.requesters == {"*"}
    assert loaded.operators == frozenset()
    assert loaded.timezone.key == "UTC"
    assert loaded.log_level == "INFO"


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants to start ten times to learn ten things."""
    told = problems(
        monkeypatch,
        {
            "SLACK_BOT_TOKEN": None,
            "ZENDESK_SUBDOMAIN": "not a subdomain",
            "PORT": "99999",
            "TALK_SEARCH_TTL": "soon",
            "TALK_TIMEZONE": "Mars/Base",
            "TALK_REQUESTERS": "ana",
            "TALK_MAX_MONTHLY_PRICE": "5",
            "LOG_LEVEL": "LOUD",
        },
    )
    for name in (
        "SLACK_BOT_TOKEN",
        "ZENDESK_SUBDOMAIN",
        "PORT",
        "TALK_SEARCH_TTL",
        "TALK_TIMEZONE",
        "TALK_REQUESTERS",
        "TALK_MAX_MONTHLY_PRICE",
        "LOG_LEVEL",
    ):
        assert any(line.startswith(f"{name}: found ") and "; expected " in line for line in told), name


def test_no_secret_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in what is told of a wrong one nor in the repr of good ones."""
    wrong = {"SLACK_BOT_TOKEN": "xapp-planted-secret", "SLACK_APP_TOKEN": "xoxb-planted-secret"}
    told = problems(monkeypatch, wrong | {"REDIS_URL": "http://u:planted-secret@h"})
    assert "planted" not in "\n".join(told)
    good = {"REDIS_URL": "redis://u:planted-secret@h", "SLACK_APP_TOKEN": "xapp-planted-secret"}
    assert "planted" not in repr(load(monkeypatch, good))


@pytest.mark.parametrize("planted", ["xoxb-planted", "https://ana:planted@acme.zendesk.com", "planted0" * 5])
@pytest.mark.parametrize("name", ["ZENDESK_URL", "TALK_APPROVERS", "TALK_APPROVAL_CHANNEL", "PORT"])
def test_what_looks_like_a_secret_is_not_repeated_wherever_it_was_set(
    monkeypatch: pytest.MonkeyPatch, name: str, planted: str
) -> None:
    """Lines are swapped in `.env`, and addresses are copied with a password in them."""
    told = problems(monkeypatch, {"ZENDESK_SUBDOMAIN": None, name: planted})
    assert name in "\n".join(told)
    assert "planted" not in "\n".join(told)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"TALK_APPROVAL_CHANNEL": "#talk-approvals"}, "TALK_APPROVAL_CHANNEL"),
        ({"TALK_APPROVERS": "*"}, "TALK_APPROVERS"),
        ({"TALK_APPROVERS": "U023BC4DE,@ben"}, "TALK_APPROVERS"),
        ({"TALK_APPROVERS": ","}, "TALK_APPROVERS"),
        ({"TALK_REQUESTERS": "*,U012AB3CD"}, "TALK_REQUESTERS"),
        ({"TALK_REQUESTERS": ", ,"}, "TALK_REQUESTERS"),
        ({"TALK_OPERATORS": "everybody"}, "TALK_OPERATORS"),
        ({"TALK_APPROVALS": "voicemail", **NO_APPROVER}, "TALK_APPROVALS"),
        ({"TALK_APPROVALS": "none,purchase"}, "TALK_APPROVALS"),
        ({"TALK_APPROVALS": "none", "TALK_REQUESTERS": "ana"}, "TALK_REQUESTERS"),
        ({"TALK_MAX_MONTHLY_PRICE": "€5.00", "TALK_MONTHLY_BUDGET": "$100.00"}, "TALK_MONTHLY_BUDGET"),
        ({"TALK_APPROVAL_TTL": "0m"}, "TALK_APPROVAL_TTL"),
        ({"TALK_APPROVAL_TTL": "31d"}, "TALK_APPROVAL_TTL"),
        ({"TALK_DELETION_HOLD": "721h"}, "TALK_DELETION_HOLD"),
        ({"TALK_DELETION_HOLD": "ten minutes"}, "TALK_DELETION_HOLD"),
        ({"SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": None}, "SLACK_APP_TOKEN"),
        ({"ZENDESK_URL": "https://acme.zendesk.com"}, "ZENDESK_SUBDOMAIN or ZENDESK_URL"),
        ({"ZENDESK_SUBDOMAIN": None}, "ZENDESK_SUBDOMAIN or ZENDESK_URL"),
        ({"ZENDESK_SUBDOMAIN": None, "ZENDESK_URL": "http://acme.zendesk.com"}, "ZENDESK_URL"),
        ({"ZENDESK_CLIENT_SECRET": None}, "ZENDESK_CLIENT_SECRET"),
        ({"ZENDESK_ACCESS_TOKEN": "x"}, "Zendesk credentials"),
        ({"SLACK_SIGNING_SECRET": None}, "SLACK_SIGNING_SECRET"),
        ({"REDIS_URL": "memcached://h"}, "REDIS_URL"),
        ({"SLACK_API_URL": "http://example.com/api/"}, "SLACK_API_URL"),
    ],
)
def test_what_cannot_work_is_refused(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str | None], expected: str
) -> None:
    """Each refusal names its setting."""
    assert [line.split(":")[0] for line in problems(monkeypatch, changes)] == [expected]


@pytest.mark.parametrize(
    ("approvals", "requesters", "missing"),
    [
        (None, None, ["TALK_APPROVAL_CHANNEL", "TALK_APPROVERS"]),
        ("purchase,deletion", PEOPLE, ["TALK_APPROVAL_CHANNEL", "TALK_APPROVERS"]),
        ("purchase", PEOPLE, ["TALK_APPROVAL_CHANNEL", "TALK_APPROVERS"]),
        ("purchase", None, ["TALK_APPROVAL_CHANNEL", "TALK_APPROVERS", "TALK_REQUESTERS"]),
        ("deletion", "*", ["TALK_APPROVAL_CHANNEL", "TALK_APPROVERS", "TALK_REQUESTERS"]),
        ("none", None, ["TALK_REQUESTERS"]),
        ("none", "*", ["TALK_REQUESTERS"]),
        ("none", PEOPLE, []),
    ],
)
def test_approval_needs_approvers_and_doing_without_needs_names(
    monkeypatch: pytest.MonkeyPatch, approvals: str | None, requesters: str | None, missing: list[str]
) -> None:
    """Cards that nobody could decide on wait for ever, and everybody buying alone was nobody's decision."""
    chosen = {"TALK_APPROVALS": approvals, "TALK_REQUESTERS": requesters}
    if missing:
        told = problems(monkeypatch, {**NO_APPROVER, **chosen})
        assert [line.split(":")[0] for line in told] == missing
        assert all(": found " in line and "; expected the id" in line for line in told)
    else:
        assert load(monkeypatch, {**NO_APPROVER, **chosen}).approvals == frozenset()


@pytest.mark.parametrize(
    ("approvals", "requesters", "expected"),
    [
        (None, None, {"purchase", "deletion"}),
        ("deletion, purchase", "*", {"purchase", "deletion"}),
        ("Purchase", PEOPLE, {"purchase"}),
        ("deletion", PEOPLE, {"deletion"}),
        ("none", PEOPLE, set()),
    ],
)
def test_what_a_colleague_approves_can_be_chosen(
    monkeypatch: pytest.MonkeyPatch, approvals: str | None, requesters: str | None, expected: set[str]
) -> None:
    """With approvers named, every choice starts; they may be named where nothing needs them yet."""
    loaded = load(monkeypatch, {"TALK_APPROVALS": approvals, "TALK_REQUESTERS": requesters})
    assert loaded.approvals == expected
    assert loaded.approval_channel == "C012AB3CD"
    assert loaded.approvers == {"U023BC4DE", "S045EF6GH"}


@pytest.mark.parametrize(
    ("approvals", "words"),
    [("none", "buy numbers and release numbers"), ("purchase", "release numbers"), ("deletion", "buy numbers")],
)
def test_whoever_must_be_named_hears_for_what(monkeypatch: pytest.MonkeyPatch, approvals: str, words: str) -> None:
    """Somebody who meant to open requests to everybody learns what else that would have opened."""
    (told,) = problems(monkeypatch, {"TALK_APPROVALS": approvals})
    assert told.startswith("TALK_REQUESTERS: found nothing, which means everybody; ")
    assert f"who may {words} without a colleague's approval" in told


@pytest.mark.parametrize(("operators", "expected"), [("*", {"*"}), (PEOPLE, set(PEOPLE.split(","))), (None, set())])
def test_operators_are_named_or_everybody_or_unset(
    monkeypatch: pytest.MonkeyPatch, operators: str | None, expected: set[str]
) -> None:
    """Who they are where it is unset is decided where rights are."""
    assert load(monkeypatch, {"TALK_OPERATORS": operators}).operators == expected


@pytest.mark.parametrize("role", ["web", "worker"])
def test_the_two_halves_need_a_shared_redis(monkeypatch: pytest.MonkeyPatch, role: Role) -> None:
    """An embedded server belongs to one process; two of them would each keep half the truth."""
    assert any(line.startswith("REDIS_URL: found nothing") for line in problems(monkeypatch, role=role))
    assert load(monkeypatch, {"REDIS_URL": "rediss://h"}, role).redis_url is not None


def test_socket_mode_needs_no_signing_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that comes through it is signed; a secret that is there as well does no harm."""
    alone = load(monkeypatch, {"SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": None})
    assert (alone.slack_app_token is not None, alone.slack_signing_secret) == (True, None)
    assert load(monkeypatch, {"SLACK_APP_TOKEN": "xapp-1"}).slack_app_token is not None
    assert load(monkeypatch, {"SLACK_APP_TOKEN": ""}).slack_app_token is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("redis://u:planted-secret@h:port", "redis://:password@host:6379/0"),
        ("redis://u:planted-secret@h?ssl_ca_certs=/etc/hostname", "redis://:password@host:6379/0"),
        ("rediss://u:planted-secret@h?ssl_ca_cert=/etc/hostname", "redis://:password@host:6379/0"),
        ("redis+sentinel://u:planted-secret@a,b", "name-of-the-primary"),
        ("rediss://u:planted-secret@h?ssl_ca_certs=/nowhere.pem", "ssl_ca_certs with the path"),
        ("rediss+sentinel://u:planted-secret@a,b/name?ssl_ca_certs=/nowhere.pem", "ssl_ca_certs with the path"),
    ],
)
def test_an_address_of_redis_that_no_client_can_use_is_said_at_the_start(
    monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    """Not with the first click; an option for TLS without TLS, or a name that redis-py does not know, is one too."""
    (told,) = problems(monkeypatch, {"REDIS_URL": address})
    assert told.startswith("REDIS_URL: found")
    assert said in told
    assert "planted" not in told


@pytest.mark.parametrize(
    "address", ["unix:///tmp/r.sock?db=1", "redis+sentinel://:p@a,b:1,[::1]:2/name/3", "rediss://h/1"]
)
def test_every_kind_of_address_is_taken(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """In docket's grammar, which is redis-py's with Sentinel."""
    assert load(monkeypatch, {"REDIS_URL": address}).redis_url is not None


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Platforms set what they know nothing of to nothing."""
    assert load(monkeypatch, {"SLACK_APP_TOKEN": "", "TALK_MONTHLY_BUDGET": ""}).monthly_budget is None


def test_quotes_around_a_value_are_no_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """`docker run --env-file` leaves on what everything else takes off."""
    loaded = load(monkeypatch, {"TALK_MAX_MONTHLY_PRICE": "'$5.00'", "SLACK_BOT_TOKEN": '"xoxb-one" '})
    assert str(loaded.max_monthly_price) == "$5.00"
    assert loaded.slack_bot_token.get_secret_value() == "xoxb-one"


@pytest.mark.parametrize("reader", [lambda: settings.load("run"), settings.load_for_audit])
def test_a_file_that_cannot_be_read_is_said_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reader: Callable[[], object]
) -> None:
    """Editors on Windows save UTF-16; what is missing is in the file, so it is not listed besides."""
    tmp_path.joinpath(".env").write_bytes("LOG_LEVEL=INFO\n".encode("utf-16"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as caught:
        reader()
    assert len(caught.value.problems) == 1
    assert "UTF-8" in caught.value.problems[0]


def test_metrics_have_a_port_of_their_own_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """On that of Slack's requests two servers would meet; a worker has no other."""
    redis = {"REDIS_URL": "redis://127.0.0.1:6379/0"}
    assert load(monkeypatch).metrics_port is None
    assert load(monkeypatch, {"METRICS_PORT": "9400"}).metrics_port == 9400
    assert problems(monkeypatch, {"METRICS_PORT": "3000"}) == (
        "METRICS_PORT: found '3000'; expected another port than PORT",
    )
    assert load(monkeypatch, redis | {"METRICS_PORT": "3000"}, "worker").metrics_port == 3000
    assert load(monkeypatch, {"METRICS_PORT": "0", "PORT": "0"}).metrics_port == 0
