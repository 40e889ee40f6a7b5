"""Faults of redis: how it is reached, which one it is, and whether what the bot writes stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.doctor import redis_checks, redis_facts, redis_place
from bot.doctor.finding import Finding, State
from bot.doctor.redis_facts import Facts
from bot.store.connection import connect
from bot.store.embedded import EmbeddedServer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that tests may configure; each puts back what it changed."""
    with EmbeddedServer(tmp_path_factory.mktemp("server") / "valkey") as running:
        yield running.url


@asynccontextmanager
async def configured(url: str, **settings: str) -> AsyncIterator[Redis]:
    """Lend a client of the server while it has other settings."""
    redis = connect(url, command_timeout=5)
    before = {name: str((await redis.config_get(_name(name)))[_name(name)]) for name in settings}
    try:
        for name, value in settings.items():
            await redis.config_set(_name(name), value)
        yield redis
    finally:
        for name, value in before.items():
            await redis.config_set(_name(name), value)
        await redis.aclose()


def _name(setting: str) -> str:
    return setting.replace("_", "-")


def said(findings: list[Finding], check: str) -> Finding:
    """Return the finding of a check."""
    (found,) = [one for one in findings if one.check == check]
    return found


async def test_the_bots_own_server_is_well(server: str) -> None:
    """It is what the bot starts for itself."""
    async with configured(server) as redis:
        findings = redis_checks.judge(await redis_facts.ask(redis))
    assert {one.state for one in findings if one.check != "latency"} == {State.OK}, findings
    assert said(findings, "server").found.startswith("Valkey ")


@pytest.mark.parametrize(
    ("settings", "check", "state", "found", "remedy"),
    [
        ({"appendfsync": "no"}, "persistence", State.WARNING, "leaves to the system", "appendfsync everysec"),
        (
            {"maxmemory": "100mb", "maxmemory_policy": "allkeys-lru"},
            "eviction",
            State.FAILED,
            "throws requests",
            "maxmemory-policy noeviction",
        ),
        (
            {"maxmemory": "100mb", "maxmemory_policy": "volatile-ttl"},
            "eviction",
            State.FAILED,
            "about to confirm",
            "maxmemory-policy noeviction",
        ),
        ({"maxmemory_policy": "allkeys-lru"}, "eviction", State.WARNING, "nothing is thrown away yet", "noeviction"),
        ({"maxmemory": "1"}, "memory", State.WARNING, "of maxmemory is used", "Give it more"),
        ({"maxmemory": "1"}, "writes", State.FAILED, "its memory is full", "maxmemory"),
        ({"min_replicas_to_write": "1"}, "writes", State.FAILED, "too few replicas", "Start the replicas"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
async def test_a_server_that_may_lose_or_refuse_records_is_told(
    server: str, settings: dict[str, str], *, check: str, state: State, found: str, remedy: str
) -> None:
    """As a server says of itself."""
    async with configured(server, **settings) as redis:
        finding = said(redis_checks.judge(await redis_facts.ask(redis)), check)
    assert finding.state is state
    assert found in finding.found
    assert remedy in finding.remedy


async def test_a_server_that_keeps_no_append_only_file_is_told(tmp_path: Path) -> None:
    """As redis is when nobody configures it. It is a server of its own: ours is not to begin its file anew."""
    with EmbeddedServer(tmp_path / "valkey") as own:
        redis = connect(own.url, command_timeout=5)
        await redis.config_set("appendonly", "no")
        finding = said(redis_checks.judge(await redis_facts.ask(redis)), "persistence")
        await redis.aclose()
    assert (finding.state, "no append-only file" in finding.found) == (State.WARNING, True)
    assert "CONFIG SET appendonly yes" in finding.remedy


async def test_a_replica_is_told(tmp_path: Path) -> None:
    """It takes no writes, and the address of one is easily taken for the primary's."""
    with EmbeddedServer(tmp_path / "valkey") as other:
        redis = connect(other.url, command_timeout=5)
        await redis.replicaof("127.0.0.1", 1)
        findings = redis_checks.judge(await redis_facts.ask(redis))
        await redis.aclose()
    assert said(findings, "server").state is State.FAILED
    assert "primary" in said(findings, "server").remedy
    assert "READONLY" in said(findings, "writes").found


async def test_a_user_who_may_not_do_all_is_told(server: str) -> None:
    """A server that several programs share gives each a user."""
    async with configured(server) as redis:
        await redis.acl_setuser(
            "talkbot", enabled=True, passwords=["+planted"], keys=["*"], categories=["+@all"], commands=["-eval"]
        )
        weak = connect(f"{server}?username=talkbot&password=planted", command_timeout=5)
        findings = redis_checks.judge(await redis_facts.ask(weak))
        await weak.aclose()
        await redis.acl_deluser("talkbot")
    assert said(findings, "writes").state is State.FAILED
    assert "NOPERM" in said(findings, "writes").found


async def test_a_password_that_is_missing_or_wrong_is_told(server: str) -> None:
    """Each with its own remedy."""
    async with configured(server, requirepass="right") as open_before:
        for address, found in ((server, "wants a password"), (f"{server}?password=planted", "does not take")):
            redis = connect(address, command_timeout=5)
            with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever it is, it is to be read
                await redis_facts.ask(redis)
            await redis.aclose()
            finding = redis_checks.refused_at_the_door(caught.value)
            assert found in finding.found
            assert "planted" not in str(finding)
        assert await open_before.ping()


async def _refusal(url: str) -> Finding:
    redis = connect(url, command_timeout=2)
    try:
        await redis_facts.ask(redis)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is to be read
        return redis_checks.refused_at_the_door(error)
    finally:
        await redis.aclose()
    raise AssertionError("it answered")


async def test_a_redis_that_is_not_there_is_told() -> None:
    """By what is wrong: nobody listens, or what listens speaks no redis, or no TLS."""
    assert (await _refusal("redis://127.0.0.1:1")).found == "nothing listens there"

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as stranger:
        port = stranger.sockets[0].getsockname()[1]
        assert "hangs up" in (await _refusal(f"redis://127.0.0.1:{port}")).found
        assert (await _refusal(f"rediss://127.0.0.1:{port}")).state is State.FAILED


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("redis://redis.acme.example:6379/0", True),
        ("redis://10.0.0.7", True),
        ("redis+sentinel://a.acme.example:26379,b.acme.example:26379/service/0", True),
        ("redis://:planted@redis.acme.example:6379/0", False),
        ("rediss://redis.acme.example:6379/0", False),
        ("redis://127.0.0.1:6379/0", False),
        ("redis://localhost", False),
        ("redis://[::1]:6379", False),
        ("unix:///run/redis.sock", False),
    ],
)
def test_a_redis_that_anyone_on_the_network_can_write_to_is_told(url: str, wrong: bool) -> None:
    """Whoever can write to it can buy numbers."""
    findings = list(redis_checks.judge_address(url))
    assert [one.state for one in findings] == ([State.FAILED] if wrong else [])
    assert all("rediss://" in one.remedy for one in findings)


GOOD = Facts(
    info={
        "redis_version": "7.2.4",
        "role": "master",
        "aof_enabled": 1,
        "maxmemory_policy": "noeviction",
        "maxmemory": 0,
    },
    refused="",
    ping_ms=0.4,
    ahead=0.0,
    appendfsync="everysec",
    confirms=True,
)


@pytest.mark.parametrize(
    ("info", "check", "state"),
    [
        ({"redis_version": "6.0.16"}, "server", State.FAILED),
        ({"redis_version": "7.0.15"}, "server", State.OK),
        ({"redis_version": "strange"}, "server", State.UNKNOWN),
        ({"cluster_enabled": 1}, "server", State.FAILED),
        ({"maxmemory_policy": ""}, "eviction", State.UNKNOWN),
        ({"connected_clients": 9990, "maxclients": 10000}, "clients", State.WARNING),
    ],
)
def test_what_other_servers_say_of_themselves_is_judged(info: dict[str, object], check: str, state: State) -> None:
    """Versions and managed servers that are not to be had in a test."""
    facts = replace(GOOD, info={**GOOD.info, **info})
    assert said(redis_checks.judge(facts), check).state is state


@pytest.mark.parametrize(("fsync", "state"), [("everysec", State.WARNING), ("always", State.OK)])
def test_a_redis_too_old_to_confirm_is_well_where_it_writes_at_once(fsync: str, state: State) -> None:
    """As the bot itself says at its start; Debian's redis is one."""
    facts = replace(GOOD, info={**GOOD.info, "redis_version": "7.0.15"}, appendfsync=fsync, confirms=False)
    finding = said(redis_checks.judge(facts), "persistence")
    assert finding.state is state
    assert state is State.OK or "appendfsync always" in finding.remedy


def test_a_disk_that_failed_is_told() -> None:
    """What is said to be kept is then not."""
    facts = replace(GOOD, info={**GOOD.info, "aof_last_write_status": "err"})
    failed = [one for one in redis_checks.judge(facts) if one.state is State.FAILED]
    assert ["disk may be full" in one.remedy for one in failed] == [True]


@pytest.mark.parametrize(("ms", "state"), [(0.5, State.OK), (60.0, State.WARNING), (400.0, State.FAILED)])
def test_a_redis_that_is_far_away_is_told(ms: float, state: State) -> None:
    """Slack waits three seconds, and an answer asks redis several times."""
    finding = said(redis_checks.judge(replace(GOOD, ping_ms=ms)), "latency")
    assert finding.state is state
    assert state is State.OK or "region" in finding.remedy


def test_the_own_server_is_tried_where_no_data_is_yet_and_nothing_is_left(tmp_path: Path) -> None:
    """The doctor lays out nothing."""
    with redis_place.own_server(tmp_path / "data") as (finding, url):
        assert (finding.state, url is not None) == (State.OK, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("file", ["data", "data/valkey"])
def test_data_that_cannot_be_kept_is_told(tmp_path: Path, file: str) -> None:
    """A folder that is a file, as a wrong path often is."""
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text("")
    with redis_place.own_server(tmp_path / "data") as (finding, url):
        assert (finding.state, url) == (State.FAILED, None)
    assert "TALKBOT_DATA_DIR" in finding.remedy


def test_a_running_bots_server_is_asked(tmp_path: Path) -> None:
    """It stays up afterwards."""
    with EmbeddedServer(tmp_path / "valkey") as bots:
        with redis_place.own_server(tmp_path) as (finding, url):
            assert (finding.state, url) == (State.OK, bots.url)
            assert "a bot runs" in finding.found
        assert tmp_path.joinpath("valkey", "valkey.sock").exists()
