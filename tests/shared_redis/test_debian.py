"""Debian's redis, which is older than the ones that confirm writes, and TLS with an authority of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.errors import StoreUnavailable
from bot.store.connection import Store, connect
from bot.store.docket_connections import BoundedDocket
from bot.store.durability import explain_durability
from bot.store.keys import Keys
from tests.shared_redis.certificates import Certificates, make
from tests.shared_redis.servers import NEEDS_REDIS, PASSWORD, RedisServer
from tests.shared_redis.test_primary import asked, declines, store_on

pytestmark = NEEDS_REDIS


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """What the server shows, and who signed it."""
    return make(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def server(certificates: Certificates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server that speaks TLS and wants a password."""
    folder = tmp_path_factory.mktemp("debian") / "redis"
    with RedisServer(folder, ("appendonly yes", f"requirepass {PASSWORD}"), certificates=certificates) as server:
        yield server


def address(server: RedisServer, options: str = "", password: str = PASSWORD) -> str:
    """Return what an operator sets."""
    return f"rediss://:{password}@127.0.0.1:{server.port}/0{options}"


@pytest.fixture
def url(server: RedisServer, certificates: Certificates) -> str:
    """The right address."""
    return address(server, f"?ssl_ca_certs={certificates.authority}")


async def test_a_server_that_cannot_confirm_writes_is_written_to_all_the_same(url: str) -> None:
    """WAITAOF came with 7.2; what is risked without it is said at the start."""
    async with store_on(url, "debian.test") as store:
        assert (await declines(store, await asked(store))).code == "ok"


@pytest.mark.parametrize(("fsync", "said"), [("everysec", True), ("always", False)])
async def test_what_an_older_server_risks_is_said_unless_it_writes_before_it_answers(
    url: str, fsync: str, *, said: bool
) -> None:
    """With `appendfsync always` an answer is a confirmation by itself."""
    async with store_on(url, "debian.test") as store:
        await store.redis.config_set("appendfsync", fsync)
        with structlog.testing.capture_logs() as lines:
            await explain_durability(store)
    warned = [line for line in lines if line["event"] == "redis is too old to confirm writes"]
    assert [line["remedy"] for line in warned] == (["CONFIG SET appendfsync always"] if said else [])


async def test_a_write_that_the_server_wants_on_a_replica_is_not_taken_for_made_without_one(url: str) -> None:
    """`min-replicas-to-write`: the server refuses, the person is told in words, nothing is half done."""
    async with store_on(url, "debian.test") as store:
        request = await asked(store)
        await store.redis.config_set("min-replicas-to-write", 1)
        try:
            with pytest.raises(StoreUnavailable, match="NOREPLICAS"):
                await declines(store, request)
        finally:
            await store.redis.config_set("min-replicas-to-write", 0)
        assert (await declines(store, request)).code == "ok"


async def test_a_certificate_of_another_authority_is_refused(server: RedisServer, tmp_path: Path) -> None:
    """Neither what the system trusts nor a stranger's authority will do, and the log says what it is about."""
    stranger = make(tmp_path, "stranger")
    for options in ("", f"?ssl_ca_certs={stranger.authority}"):
        async with store_on(address(server, options), "debian.test") as store:
            with pytest.raises(StoreUnavailable, match="certificate verify failed") as refused:
                await store.ping()
        for kept_back in (PASSWORD, "127.0.0.1"):
            assert kept_back not in refused.value.problem


async def test_a_wrong_password_is_said_without_it(server: RedisServer, certificates: Certificates) -> None:
    """So that the log tells an operator what to mend, and nobody the password."""
    wrong = address(server, f"?ssl_ca_certs={certificates.authority}", "not-the-password")
    async with store_on(wrong, "debian.test") as store:
        with pytest.raises(StoreUnavailable, match=r"(?i)wrongpass|invalid (username|password)") as refused:
            await store.ping()
    assert "not-the-password" not in refused.value.problem


async def test_jobs_give_up_on_a_frozen_server(tmp_path: Path) -> None:
    """By itself docket would wait without end, and its worker do nothing more when another server took over."""

    async def nothing() -> None: ...

    with RedisServer(tmp_path / "redis") as server:
        async with BoundedDocket(f"redis://127.0.0.1:{server.port}/0", "frozen") as docket:
            await docket.add(nothing, key="before")()
            server.process.suspend()
            with pytest.raises(Exception, match=r"(?i)timeout"):
                await docket.add(nothing, key="after")()
            server.process.resume()
            await docket.add(nothing, key="later")()


def test_an_address_names_where_its_authority_is(url: str) -> None:
    """One grammar for our store and for docket: redis-py's own options in the query."""
    store = Store(connect(url, command_timeout=1), Keys("T0TEST", "debian.test"), patience=1)
    assert str(store.redis.connection_pool.connection_kwargs["ssl_ca_certs"]).endswith("server-ca.pem")
