"""What people read on the card of a timer, and press there."""

from __future__ import annotations

from typing import Any

from bot.cards.blocks import Message
from bot.cards.timer_card import timer_card
from bot.model import LineStatus
from bot.talk.timer_look import TimerLook
from tests.cards.rules import elements, texts
from tests.cards.samples import as_payload

CONFLICT, REFUSED, CHANGED, SAME = (
    LineStatus.CONFLICT,
    LineStatus.REFUSED,
    LineStatus.CHANGED,
    LineStatus.SAME,
)
MASKED = "+1 510-•••-••47"


def said(message: Message) -> str:
    """Return everything people read on a card."""
    return "\n".join(texts(as_payload(message)["blocks"]))


def first(look: TimerLook) -> str:
    """Return what a card begins with."""
    return texts(timer_card(look).blocks)[0]


def buttons(message: Message) -> dict[str, dict[str, Any]]:
    """Return the buttons by action id."""
    return {each["action_id"]: each for each in elements(message.blocks, "button")}


def labels(look: TimerLook) -> list[str]:
    """Return what stands on the buttons of a card, in order."""
    return [each["text"]["text"] for each in buttons(timer_card(look)).values()]
