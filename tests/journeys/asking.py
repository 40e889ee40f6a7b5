"""What people do about requests that wait for a colleague, and where they read what became of them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.people import APPROVAL_CHANNEL
from tests.journeys.driver import PATIENCE, SlackPerson, choice, text_of, until

APPROVALS = APPROVAL_CHANNEL.id


async def asks(person: SlackPerson, text: str = "US 510", *, place: int = 0) -> str:
    """Search, pick a number and request its purchase; return the number as people read it."""
    results = await person.searches(text)
    number = choice(results)["element"]["options"][place]
    view = await person.picks(results, number["value"])
    await sends(person, view)
    shown: str = number["text"]["text"]
    await leaves(person, await person.sees_modal("Purchase requested", shown))
    return shown


async def sends(person: SlackPerson, view: dict[str, Any]) -> dict[str, Any]:
    """Say why in a confirm view and press its button; return what came of it."""
    return await person.submits(view, {"reason": {"reason.type": "Spring campaign"}})


async def asks_to_release(person: SlackPerson, line: str = "Support US", *, digits: str = "0199") -> None:
    """Ask to release a line that one name is enough to find."""
    await person.types(f"/talk delete {line}")
    view = await person.sees_modal(line, callback_id="release.confirm")
    values = {"digits": {"digits.type": digits}, "reason": {"reason.type": "Nobody calls it"}}
    answer = await person.submits(view, values)
    assert answer["ok"], answer
    await leaves(person, await person.sees_modal("Release requested", line))


async def takes_everything_back(person: SlackPerson) -> None:
    """Withdraw whatever this person asked for and nobody decided."""
    await person.types("/talk pending")
    view = await person.sees_modal(callback_id="pending.list")

    async def fewer() -> dict[str, Any] | None:
        shown = (await person.modals())[-1]
        return shown if actions_of(shown) != actions_of(view) else None

    while "request.withdraw" in actions_of(view):
        await person.clicks(view, "request.withdraw")
        view = await until(fewer, "the list without what was withdrawn")
    await leaves(person, view)


async def leaves(person: SlackPerson, view: dict[str, Any]) -> None:
    """Close a modal and whatever lies under it."""
    await person.does("close", view_id=view["id"], clear=True)


async def card(person: SlackPerson, *words: str) -> dict[str, Any]:
    """Wait for a card with all these words in the approval channel."""
    return await person.sees_message(*words, channel=APPROVALS)


async def own_card(person: SlackPerson, *words: str) -> dict[str, Any]:
    """Wait for a card with all these words in the direct messages: a card says who asked, news does not."""
    return await person.is_told("Asked", *words)


async def card_with(person: SlackPerson, action_id: str, words: str, *, seconds: float = PATIENCE) -> dict[str, Any]:
    """Wait for a card in the approval channel that has a button: it is posted before it gets any."""

    async def look() -> dict[str, Any] | None:
        standing = [one for one in await person.messages(APPROVALS) if words in text_of(one)]
        return next((one for one in reversed(standing) if action_id in actions_of(one)), None)

    return await until(look, f"a card about {words} with {action_id}", seconds)


async def own_card_with(person: SlackPerson, action_id: str, *words: str) -> dict[str, Any]:
    """Wait for a card in the direct messages that has a button, as it is posted before it gets any."""

    async def look() -> dict[str, Any] | None:
        standing = [one for one in await person.direct_messages() if all(word in text_of(one) for word in words)]
        return next((one for one in reversed(standing) if action_id in actions_of(one)), None)

    return await until(look, f"a card of one's own about {words} with {action_id}")


async def own_card_without_buttons(person: SlackPerson, card: dict[str, Any]) -> dict[str, Any]:
    """Wait until nothing can be done on a card any more."""

    async def look() -> dict[str, Any] | None:
        standing = [one for one in await person.direct_messages() if one["ts"] == card["ts"]]
        return next((one for one in standing if not actions_of(one)), None)

    return await until(look, "the card without buttons")


def actions_of(message: dict[str, Any]) -> list[str]:
    """Return the action ids of everything in a message that can be pressed."""
    blocks: list[dict[str, Any]] = message.get("blocks") or []
    return [element["action_id"] for block in blocks if block["type"] == "actions" for element in block["elements"]]


async def reads_below(person: SlackPerson, standing: dict[str, Any], *words: str) -> dict[str, Any]:
    """Wait for a reply with all these words in the thread under a card."""

    async def look() -> dict[str, Any] | None:
        thread = await person.messages(APPROVALS, standing["ts"])
        return next((one for one in thread[1:] if all(word in text_of(one) for word in words)), None)

    return await until(look, f"a reply with {words}")


async def hears(person: SlackPerson, *words: str) -> dict[str, Any]:
    """Wait for an answer in the approval channel that only this person sees."""

    async def look() -> dict[str, Any] | None:
        heard = [one for one in await person.messages(APPROVALS) if one.get("ephemeral")]
        return next((one for one in reversed(heard) if all(word in text_of(one) for word in words)), None)

    said = await until(look, f"an answer with {words}")
    assert not said.get("error"), "our words, not Slack's complaint about no answer"
    return said
