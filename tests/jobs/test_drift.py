"""The job of the drift watch: it goes round by itself, and trouble with redis is for the next time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from docket import Docket, Worker
from structlog.testing import capture_logs

from bot.jobs.drift import DriftJobs
from bot.store.connection import Store, connect
from tests.journeys.driver import until
from tests.talk.changed import VOICEMAIL, by_hand
from tests.talk.conftest import Talk, limits, policy, talk, talk_api
from tests.talk.drifted import drift, held, watch

__all__ = ["limits", "policy", "talk", "talk_api"]

OFTEN = timedelta(milliseconds=50)


async def first_line(talk: Talk) -> int:
    """Return the id of a line of the account."""
    return min(one.id for one in await talk.zendesk.list_numbers())


async def test_drift_is_found_by_itself_round_after_round(talk: Talk, valkey_url: str) -> None:
    """Nobody asks for it: a worker that stands is enough."""
    line = await first_line(talk)
    timer = await held(talk, {VOICEMAIL: False}, line)
    async with Docket(name=talk.store.keys.docket, url=valkey_url) as docket:
        DriftJobs(watch(talk), every=OFTEN).register(docket)
        async with Worker(docket, minimum_check_interval=timedelta(milliseconds=10)) as worker:
            looked = talk.store.keys.drift_looks

            async def rounds() -> None:
                await until(lambda: talk.store.redis.exists(looked), "a look", 20)
                await by_hand(talk, line, settings={"voicemail": True})
                await talk.store.redis.delete(looked)
                await until(lambda: drift(talk, timer), "the drift to be recorded", 20)

            working = asyncio.create_task(worker.run_forever())
            try:
                await rounds()
            finally:
                working.cancel()
                await asyncio.wait({working})
        await docket.clear()


async def test_what_a_round_asked_and_found_is_in_the_log(talk: Talk) -> None:
    """Whoever runs the bot sees what the watch costs; rounds that ask nothing say nothing."""
    line = await first_line(talk)
    await held(talk, {VOICEMAIL: False}, line)
    await by_hand(talk, line, settings={"voicemail": True})
    jobs = DriftJobs(watch(talk))
    with capture_logs() as logs:
        await jobs.round()
        await jobs.round()
    said = [entry for entry in logs if entry["event"] == "compared with Zendesk"]
    assert [(entry["watched"], entry["calls"], entry["found"]) for entry in said] == [(1, 1, 1)]


async def test_redis_away_is_no_failure_of_the_job(talk: Talk) -> None:
    """The next round comes all the same."""
    away = replace(talk, store=Store(connect("redis://127.0.0.1:1", command_timeout=1), talk.store.keys, patience=1))
    with capture_logs() as logs:
        await DriftJobs(watch(away)).round()
    assert [entry["event"] for entry in logs] == ["nothing compared, as redis is away"]
