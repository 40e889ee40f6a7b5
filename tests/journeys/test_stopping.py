"""How a bot ends: in order, with what was promised done; at once where somebody insists; and whatever else is away."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.chaos.server import Redis
from tests.journeys.driver import until
from tests.journeys.logged import Log
from tests.journeys.processes import BotProcess, answers
from tests.journeys.world import World, world
from tests.scraping import scrape

ORDER_OF_AN_END = (
    "asked to stop",
    "stopping",
    "no more requests are taken",
    "what was acknowledged is finished",
    "no more jobs are run",
    "stopped",
)


async def operations_of(log: Log) -> str:
    """Return the address that a process with METRICS_PORT says it listens on, without a path."""
    address = str((await log.sees(event="operations"))["address"])
    return address.removesuffix("/metrics")


async def asked(address: str) -> tuple[int, str]:
    """Ask an address of operations."""
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        answer = await client.get(address)
    return answer.status_code, answer.text


async def is_closed(address: str) -> bool:
    """Whether nobody listens at an address."""
    try:
        _, writer = await asyncio.open_connection(urlsplit(address).hostname, urlsplit(address).port)
    except ConnectionRefusedError:
        return True
    writer.close()
    return False


async def begins_to_wait(there: World, log: Log) -> None:
    """Have somebody search, whom Zendesk keeps waiting; return once the search is under way behind its answer."""
    await there.ana.types("/talk search US 510")
    await log.sees(event="answered", what="search")


async def test_what_was_acknowledged_is_finished_and_nothing_new_is_taken(tmp_path: Path) -> None:
    """One order for all of it: no more requests, what they were promised, jobs, connections; told at every step."""
    async with world(tmp_path) as there, BotProcess("run", there.told | {"METRICS_PORT": "0"}, tmp_path) as bot:
        log = Log(bot.log_path, whole=True)
        operations = await operations_of(log)
        assert await asked(f"{operations}/readyz") == (200, "ok")
        view = await there.ben.picks(await there.ben.searches("US 415"))
        await there.fault("answer_delay", path="/phone_numbers", method="POST", seconds=6)
        await there.fault("answer_delay", path="/search", method="GET", seconds=5)
        await begins_to_wait(there, log)
        await there.ben.submits(view)
        await until(there.has_no_faults, "the search and the order to be under way")
        bot.signal(signal.SIGTERM)
        await log.sees(event="no more requests are taken")
        assert await is_closed(there.bot_url)
        assert await asked(f"{operations}/readyz") == (503, "stopping")
        assert await asked(f"{operations}/healthz") == (200, "ok")
        assert await bot.ends() == 0
        assert await there.ana.sees_modal(callback_id="search.results"), "what she was promised"
        assert log.lines(event="transition", state="done"), "the order's job was let finish"
        happened = [line["event"] for line in log.lines() if line["event"] in ORDER_OF_AN_END]
        assert happened == list(ORDER_OF_AN_END)


async def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    """Whoever insists has a reason; what is not done stays in redis, whose own server goes with it."""
    async with world(tmp_path) as there, BotProcess("run", there.told, tmp_path) as bot:
        log = Log(bot.log_path, whole=True)
        await there.fault("delay", path="/search", seconds=60)
        await begins_to_wait(there, log)
        bot.signal(signal.SIGTERM)
        await log.sees(event="no more requests are taken")
        bot.signal(signal.SIGINT)
        assert await bot.ends() == -signal.SIGINT
        assert await log.sees(event="stopped at once", signal="SIGINT")

        async def is_gone() -> bool:
            try:
                _, writer = await asyncio.open_unix_connection(str(tmp_path / "data" / "valkey" / "valkey.sock"))
            except OSError:
                return True
            writer.close()
            return False

        await until(is_gone, "the end of the embedded server")


async def test_a_signal_during_the_start_ends_it(tmp_path: Path) -> None:
    """A Slack that takes connections and says nothing must not hold up whoever stops the process."""
    reached = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await reader.read()
        writer.close()

    async with world(tmp_path) as there:
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        bot = BotProcess("run", there.told | {"SLACK_API_URL": f"http://127.0.0.1:{port}/api/"}, tmp_path)
        await bot.begin()
        async with asyncio.timeout(60):
            await reached.wait()
        bot.signal(signal.SIGTERM)
        assert await bot.ends() == 0, bot.log()
        assert '"stopped before it was ready"' in bot.log()
        server.close()
        await server.wait_closed()


async def test_each_half_tells_operators_on_a_port_of_its_own_also_without_redis(redis: Redis, tmp_path: Path) -> None:
    """A worker has no other address; the web's public one keeps its metrics to itself; both end without redis too."""
    own = {"METRICS_PORT": "0"}
    async with world(tmp_path, redis_url=redis.server.url) as there, AsyncExitStack() as stack:
        web, worker = (BotProcess(role, there.told | own, tmp_path) for role in ("web", "worker"))
        await asyncio.gather(stack.enter_async_context(web), stack.enter_async_context(worker))
        halves = {
            role: await operations_of(Log(half.log_path, whole=True))
            for role, half in (("web", web), ("worker", worker))
        }
        for role, address in halves.items():
            page = await scrape(f"{address}/metrics")
            assert (page.sum("talkbot_info", role=role), page.sum("talkbot_redis_up")) == (1, 1)
        assert (await asked(f"{there.bot_url}/metrics"))[0] == 404
        assert await answers(f"{there.bot_url}/readyz")
        redis.kill()
        for address in halves.values():
            assert await asked(f"{address}/readyz") == (503, "redis does not answer")
            assert (await asked(f"{address}/healthz"))[0] == 200
            page = await scrape(f"{address}/metrics")
            assert page.sum("talkbot_redis_up") == 0
            assert page.sum("talkbot_redis_seconds_count", outcome="unavailable") >= 1
        # On leaving, both are stopped as an operator does it.
