"""Socket Mode: whatever becomes of a connection, each payload is taken once and whoever sent it is answered."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.sandbox.slack.people import CREDENTIALS
from bot.slack import opening, socket_mode
from bot.slack.opening import Denied
from bot.slack.socket_mode import SocketMode
from bot.store.connection import Store
from tests.journeys.driver import CHANNEL, text_of, until
from tests.slack.socket_world import PATIENCE, SETTINGS, SocketWorld, socket_world


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less between tries than in earnest; that it is waited longer each time is kept."""
    monkeypatch.setattr(opening, "_FIRST_DELAY", 0.02)


async def answers(there: SocketWorld) -> list[str]:
    """Return what Ana was answered, errors of Slack's included."""
    return [text_of(one) for one in await there.ana.messages(CHANNEL) if one.get("ephemeral")]


async def types(there: SocketWorld, *words: str) -> None:
    """Let Ana type commands, one after the other; each is answered."""
    for word in words:
        assert (await there.ana.types(f"/talk {word}"))["ok"]


async def test_a_payload_is_answered_through_the_connection_and_work_follows(store: Store) -> None:
    """The acknowledgement carries words where Slack reads some, and what takes longer begins after it."""
    async with socket_world(store) as there:
        await types(there, "one")
        assert [said for said in await answers(there) if "Heard one" in said]
        await until(lambda: _true(there.heard.afterwards == ["one"]), "the work after the answer", PATIENCE)
        await there.ana.does("open_home")
        await there.hears("one", "home")
        assert (await there.counts())["unwanted"] == 0


async def test_the_next_connection_is_open_before_the_last_one_goes(store: Store) -> None:
    """Slack warns ahead; in between there is always one over which payloads come."""
    async with socket_world(store) as there:
        await there.does("warning", seconds=2)
        for number in range(12):
            await types(there, str(number))
            await asyncio.sleep(0.2)
        await there.opened(2)
        await there.hears(*map(str, range(12)))
        assert (await there.counts())["most"] == 2
        assert len(await answers(there)) == 12


async def test_a_connection_is_replaced_before_slack_ends_it(store: Store) -> None:
    """Slack says in its hello how long it lasts: nobody clicks into the moment between two of them."""
    async with socket_world(store) as there:
        await there.does("live", seconds=1)
        await there.does("cut")
        await until(lambda: _opened(there, 3), "another connection, though nobody ended the last one", PATIENCE)
        assert (await there.counts())["most"] >= 2
        await types(there, "still")
        await there.hears("still")


@pytest.mark.parametrize("how", ["refresh", "cut", "warning"])
async def test_clicks_go_on_while_connections_come_and_go(store: Store, how: str) -> None:
    """Each is taken once, and none is lost but with words of Slack's own."""
    async with socket_world(store) as there:
        for number in range(4):
            await there.does(how, seconds=0)
            await there.opened(number + 2)
            await types(there, str(number))
        await there.hears("0", "1", "2", "3")
        assert [said for said in await answers(there) if "Heard" not in said] == []


async def test_an_acknowledgement_that_got_lost_is_given_again(store: Store) -> None:
    """The connection broke with it: what Slack sends again gets the same answer, and is not taken twice."""
    async with socket_world(store) as there:
        await there.does("cut_at_ack")
        await types(there, "once")
        await there.hears("once")
        assert [said for said in await answers(there) if "Heard once" in said]
        assert there.heard.afterwards == ["once"]


async def test_a_payload_that_comes_twice_at_once_is_taken_once(store: Store) -> None:
    """Both are acknowledged; the second waits for what the first comes to."""
    async with socket_world(store) as there:
        there.heard.held.clear()
        await there.does("repeat")
        typed = asyncio.create_task(there.ana.types("/talk twice"))
        await there.hears("twice")
        there.heard.held.set()
        assert (await typed)["ok"]
        await until(lambda: _acks(there, 2), "both to be acknowledged", PATIENCE)
        assert (there.heard.words, there.heard.afterwards) == (["twice"], ["twice"])


async def test_two_processes_share_payloads_and_take_each_once(store: Store) -> None:
    """Any payload may come over any connection, and one that is sent again may come to the other process."""
    async with socket_world(store, processes=2) as there:
        await there.does("repeat", times=6)
        await types(there, *map(str, range(6)))
        await until(lambda: _acks(there, 12), "all of them to be acknowledged", PATIENCE)
        await there.hears(*map(str, range(6)))
        assert sorted(there.heard.afterwards) == list("012345")


async def test_another_process_that_is_sent_it_again_answers_the_same(store: Store) -> None:
    """The first one's acknowledgement got lost with its connection: an empty one would close a form, all typed gone."""
    async with socket_world(store, processes=2) as there:
        await there.does("cut_at_ack")
        await types(there, "once")
        await there.hears("once")
        assert [said for said in await answers(there) if "Heard once" in said]


async def test_an_event_that_was_not_taken_is_taken_when_it_comes_again(store: Store) -> None:
    """Silence has Slack send it again, with the same id."""
    async with socket_world(store, settings=replace(SETTINGS, ack_seconds=1.0)) as there:
        there.heard.refuses = 2
        await there.ana.does("open_home")
        await there.hears("home", "home", "home")


async def test_a_connection_that_stands_dead_is_replaced(store: Store) -> None:
    """Nothing says that it ended: nothing comes over it any more, not even an answer to a ping."""
    async with socket_world(store, heartbeat=0.5) as there:
        await there.does("silence")
        await until(lambda: _opened(there, 2), "another connection", PATIENCE)
        await until(lambda: _says(there, "again"), "an answer", PATIENCE)


async def test_no_trouble_at_opening_ends_the_trying(store: Store) -> None:
    """Every kind of it, one after the other; each try is one of its own, with an address and a session of its own."""
    async with socket_world(store) as there:
        for error in ("drop", "internal_error", "ratelimited", "invalid_auth", "drop"):
            await there.fault(error)
        await there.does("cut")
        await there.opened(2)
        await types(there, "still here")
        await there.hears("still here")


async def test_breaks_of_every_kind_leave_one_connection_and_one_task(store: Store) -> None:
    """No "Session is closed" for ever, as clients say that keep one session: even that ends one connection here."""
    async with socket_world(store) as there:
        (receiver,) = there.receivers
        for how in ("cut", "refresh", "session", "cut", "warning", "session"):
            opened = (await there.counts())["opened"]
            if how == "session":
                await receiver._links[-1]._session.close()  # noqa: SLF001 - what closes the kit's session
            else:
                await there.does(how, seconds=0)
            await there.opened(opened + 1)
        await until(lambda: _true(receiver.connections == 1), "one connection", PATIENCE)
        await types(there, "here")
        await there.hears("here")
        await until(lambda: _true(len(receiver._reading) == 1), "one reader", PATIENCE)  # noqa: SLF001
        assert len([task for task in asyncio.all_tasks() if task.get_name() == "socket mode"]) == 1


async def test_socket_mode_switched_off_and_on_again_is_noticed(store: Store) -> None:
    """An administrator may do so while the bot runs; it must not have to be restarted."""
    async with socket_world(store) as there:
        await there.does("disable")
        await until(lambda: _true(there.receivers[0].connections == 0), "no connection", PATIENCE)
        await there.does("enable")
        await there.opened(2)


@pytest.mark.parametrize("trouble", ["invalid_auth", "missing_scope", "link_disabled"])
async def test_what_no_second_try_changes_is_said_at_the_start(store: Store, trouble: str) -> None:
    """Somebody has to set something, so the start ends in words."""
    async with socket_world(store) as there:
        await there.fault(trouble)
        app = AsyncWebClient(CREDENTIALS.app_token, f"{there.url}/api/", retry_handlers=[])
        receiver = SocketMode(app=app, taker=there.taker, redeliveries=there.redeliveries)
        with pytest.raises(Denied) as denied:
            await receiver.__aenter__()
        assert denied.value.code == trouble


async def test_a_slack_that_is_away_at_the_start_is_waited_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start goes on without it; a refusal that comes only then does not end the trying, which nobody would see."""
    monkeypatch.setattr(socket_mode, "_FIRST_SECONDS", 0.05)
    monkeypatch.setattr(opening, "_FIRST_DELAY", 1.0)
    async with socket_world(store, processes=0) as there:
        for error in ("drop", "drop", "invalid_auth"):
            await there.fault(error)
        app = AsyncWebClient(CREDENTIALS.app_token, f"{there.url}/api/", retry_handlers=[])
        async with SocketMode(app=app, taker=there.taker, redeliveries=there.redeliveries) as receiver:
            assert receiver.connections == 0
            await until(lambda: _true(receiver.connections == 1), "a connection", PATIENCE)


async def test_a_stop_while_slack_is_waited_for_ends_the_trying(store: Store) -> None:
    """Nothing goes on in the background with a client that is closed meanwhile."""
    async with socket_world(store, processes=0) as there, aiohttp.ClientSession() as session:
        await there.fault("internal_error", times=1000)
        app = AsyncWebClient(CREDENTIALS.app_token, f"{there.url}/api/", session=session, retry_handlers=[])
        starting = asyncio.create_task(
            SocketMode(app=app, taker=there.taker, redeliveries=there.redeliveries).__aenter__()
        )
        await until(lambda: _true(bool(_trying())), "it to begin", PATIENCE)
        starting.cancel()
        await asyncio.wait({starting})
        assert not _trying()


async def test_frames_that_say_nothing_change_nothing_and_one_too_large_costs_a_connection(store: Store) -> None:
    """Slack may send what we do not know; what no payload of Slack's can be is not read into memory."""
    with capture_logs() as logs:
        async with socket_world(store) as there:
            for text in (
                *("", "pong", "[]", "{}", "null", '"x"', "{" * 100_000, "[" * 100_000, f'{{"n": {"9" * 10_000}}}'),
                *('{"envelope_id": 1, "payload": {}}', '{"envelope_id": "e", "payload": []}', '{"type": "hello"}'),
                *('{"envelope_id": "e", "type": "x", "payload": {"type": 1}}', '{"envelope_id": "e", "payload": {}}'),
                '{"envelope_id": "e", "payload": {"type": "view_submission", "trigger_id": ["\\ud800"]}}',
            ):
                await there.does("say", text=text)
            await types(there, "one")
            assert (await there.counts())["opened"] == 1
            await there.does("say", text="x" * 2_100_000)
            await there.opened(2)
            await types(there, "two")
            await there.hears("one", "two")
    assert [entry for entry in logs if entry["event"] == "bug"] == []


async def test_a_hello_that_promises_for_ever_is_no_end(store: Store) -> None:
    """No clock counts that far; the connection after it is opened like every other."""
    async with socket_world(store) as there:
        await there.does("live", seconds=10**400)
        for opened in (2, 3, 4):
            await there.does("cut")
            await there.opened(opened)
        await types(there, "still")
        await there.hears("still")


async def test_what_was_taken_is_answered_before_the_end(store: Store) -> None:
    """Shutdown takes nothing more, and answers what is under way."""
    async with socket_world(store) as there:
        there.heard.held.clear()
        typed = asyncio.create_task(there.ana.types("/talk last"))
        await there.hears("last")
        ending = asyncio.create_task(there.receivers[0].__aexit__(None, None, None))
        await asyncio.sleep(0)
        there.heard.held.set()
        await ending
        assert (await typed)["ok"]
        assert [said for said in await answers(there) if "Heard last" in said]
        assert (await there.counts())["connections"] == 0


async def test_ten_connections_are_the_most(store: Store) -> None:
    """One too many is turned away by Slack; the others go on."""
    async with socket_world(store, processes=10) as there:
        app = AsyncWebClient(CREDENTIALS.app_token, f"{there.url}/api/", retry_handlers=[])
        extra = SocketMode(app=app, taker=there.taker, redeliveries=there.redeliveries)
        entering = asyncio.create_task(extra.__aenter__())
        await until(lambda: _refused(there), "the eleventh to be turned away", PATIENCE)
        assert extra.connections == 0
        await there.receivers.pop().__aexit__(None, None, None)
        await entering
        assert extra.connections == 1
        await extra.__aexit__(None, None, None)


def _trying() -> list[asyncio.Task[None]]:
    return [task for task in asyncio.all_tasks() if task.get_name() == "socket mode"]


async def _true(held: bool) -> bool:
    return held


async def _acks(there: SocketWorld, count: int) -> bool:
    return (await there.counts())["acks"] == count


async def _opened(there: SocketWorld, count: int) -> bool:
    return (await there.counts())["opened"] >= count


async def _refused(there: SocketWorld) -> bool:
    return (await there.counts())["refused"] > 0


async def _says(there: SocketWorld, word: str) -> bool:
    await there.ana.types(f"/talk {word}")
    return any(f"Heard {word}" in said for said in await answers(there))
