"""What the drift watch finds, as people read it on the card: from a real account to the words and the buttons."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.timer_card import timer_card
from bot.model import Timer
from bot.talk.timer_look import TimerLooks
from tests.cards.rules import elements, texts
from tests.talk.changed import VOICEMAIL, by_hand
from tests.talk.conftest import ANA, Talk, limits, policy, talk, talk_api
from tests.talk.drifted import pass_by, watch
from tests.talk.timed import at_present, begun, taken_forward

__all__ = ["limits", "policy", "talk", "talk_api"]

ASKED = "Keep theirs, or set it again?"
DECIDES = {"timer.keep", "timer.again"}


async def found(talk: Talk, timer: Timer) -> tuple[str, set[str]]:
    """Have the watch go round; return what the card says then, and what can be clicked."""
    await pass_by(talk, timedelta(minutes=3))
    await watch(talk).round()
    return await shown(talk, timer)


async def shown(talk: Talk, timer: Timer) -> tuple[str, set[str]]:
    """Return what the card says, and what can be clicked."""
    look = await TimerLooks(talk.timed, talk.changed).find(timer.id)
    assert look is not None
    blocks = timer_card(look).blocks
    return "\n".join(texts(blocks)), {each["action_id"] for each in elements(blocks, "button")}


async def a_line(talk: Talk) -> int:
    """Return a line whose voicemail is off for a while, on before."""
    line = min(one.id for one in await talk.zendesk.list_numbers())
    await by_hand(talk, line, settings={"voicemail": True})
    return line


async def test_the_card_says_what_somebody_changed_and_no_more_once_it_is_back(talk: Talk) -> None:
    """Nobody is named, since Zendesk does not say who it was."""
    line = await a_line(talk)
    timer = await begun(talk, {VOICEMAIL: False}, line)
    await by_hand(talk, line, settings={"voicemail": True})
    said, buttons = await found(talk, timer)
    assert "was switched on in Zendesk meanwhile" in said
    assert ASKED in said
    assert buttons >= DECIDES
    await by_hand(talk, line, settings={"voicemail": False})
    said, buttons = await found(talk, timer)
    assert "meanwhile" not in said
    assert not buttons & DECIDES


async def test_after_either_decision_the_card_asks_no_more(talk: Talk) -> None:
    """What was kept is said; what was set again is as it was."""
    line = await a_line(talk)
    timer = await begun(talk, {VOICEMAIL: False}, line)
    for decide, words in ((talk.timers.set_again, "off"), (talk.timers.keep_theirs, "left as somebody else set it")):
        await by_hand(talk, line, settings={"voicemail": True})
        assert ASKED in (await found(talk, timer))[0]
        await decide(ANA, timer.id, (await at_present(talk, timer)).stage)
        await taken_forward(talk, timer)
        said, buttons = await shown(talk, timer)
        assert words in said
        assert ASKED not in said
        assert not buttons & DECIDES


async def test_the_card_says_of_a_line_that_is_gone_that_nothing_can_be_done_there(talk: Talk) -> None:
    """Somebody released it in the admin pages while it was set for a while."""
    line = await a_line(talk)
    timer = await begun(talk, {VOICEMAIL: False}, line)
    await talk.zendesk.delete_number(line)
    said, buttons = await found(talk, timer)
    assert "Zendesk does not find this number any more" in said
    assert not buttons & DECIDES
