"""On-call sets and shifts as people of the workspace find them; lines are set by jobs, which do not run here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.cards.blocks import Message
from bot.model import ChangeState, LineStatus, OnCallSet, OverflowTo, Terms, Timer
from bot.sandbox.slack.people import ANA, CREDENTIALS, DAN
from bot.sandbox.talk_api.settings import Credentials
from bot.store.changes import Changes, Decision
from bot.store.oncall import OnCallSets, Phones
from bot.store.records import new_id
from bot.store.timers import Timers
from bot.talk.lines import line_of
from bot.zendesk.models import PhoneNumber
from tests.journeys.driver import SlackPerson
from tests.slack.conftest import Bot

TO_ME = Terms(inside=False, overflow=OverflowTo.OWN)
_STOPS = {LineStatus.WAITING: LineStatus.STOPPED}
DANS, ANAS = "+442079460018", "+15105550147"
_STOP = Decision("stopped", ANA.id, frozenset({ChangeState.RUNNING}), _STOPS, ChangeState.STOPPED)
NUMBER = {"number": {"shift.number": DANS}}


async def on_call_set(bot: Bot, name: str = "EMEA nights", **more: Any) -> OnCallSet:
    """Make a set of two lines; Dan, who may change no numbers, is a member."""
    answer = (await bot.account.get("/api/v2/channels/voice/phone_numbers.json", headers=_access())).json()
    lines = [line_of(PhoneNumber.model_validate(each)) for each in answer["phone_numbers"]]
    calls = [line for line in lines if line.number and not line.external][:2]
    made = replace(OnCallSet(new_id(), name, tuple(calls), TO_ME, members=(DAN.id,), lasts="12h", by=ANA.id), **more)
    saved = await OnCallSets(bot.store).save(made, name.casefold())
    assert isinstance(saved, OnCallSet)
    return saved


async def starting(bot: Bot, typed: str = "EMEA nights", who: str = DAN.id) -> tuple[SlackPerson, dict[str, Any]]:
    """Let somebody come as far as the form for a shift."""
    person = bot.person(who)
    await person.types(f"/talk oncall start {typed}")
    return person, await person.sees_modal(callback_id="shift.start")


async def taken(bot: Bot, a_set: OnCallSet, who: str = DAN.id, number: str = DANS) -> Timer:
    """Let somebody take a shift, and have it be carried out as far as its record goes."""
    person, view = await starting(bot, a_set.name, who)
    answer = await person.submits(view, {"number": {"shift.number": number}})
    assert answer["ok"], answer
    shift = await shift_of(bot, a_set)
    assert shift is not None
    return await carried_out(bot, shift)


async def carried_out(bot: Bot, shift: Timer) -> Timer:
    """Let the changes of a shift be over, as if its lines could not be set."""
    changes = Changes(bot.store)
    for change_id in shift.changes:
        change = await changes.find(change_id)
        assert change is not None
        await changes.decide(change, _STOP)
    return shift


async def shift_of(bot: Bot, a_set: OnCallSet) -> Timer | None:
    """Return the running shift of a set."""
    return await Timers(bot.store).shift_of(a_set.id)


async def now(bot: Bot, shift: Timer) -> Timer:
    """Return a shift as it stands."""
    found = await Timers(bot.store).find(shift.id)
    assert found is not None
    return found


async def number_of(bot: Bot, who: str) -> str | None:
    """Return the number somebody is known to take calls on."""
    return await Phones(bot.store).find(who)


async def posted(bot: Bot, to: str, card: Message) -> dict[str, Any]:
    """Have a card stand in somebody's direct messages, as the board would post it."""
    answer = await bot.slack.post(
        "/api/chat.postMessage",
        json={"channel": to, "text": card.text, "blocks": card.blocks},
        headers={"authorization": f"Bearer {CREDENTIALS.bot_token}"},
    )
    assert answer.json()["ok"], answer.json()
    return (await bot.person(to).direct_messages())[-1]


def _access() -> dict[str, str]:
    return {"authorization": f"Bearer {Credentials().access_token}"}
