"""Nickname and group of a number just bought: a step of its own, which never stands in the way of the purchase."""

from __future__ import annotations

from typing import Any

from bot.model import Details, Purchase
from bot.zendesk.client import TalkClient
from bot.zendesk.models import PhoneNumber
from bot.zendesk.updates import NumberUpdate


async def set_details(zendesk: TalkClient, purchase: Purchase) -> str | None:
    """Set what was asked for beside the number; return what Zendesk silently did not take, as a sentence, or None.

    Raises ZendeskError. Setting the same again does no harm.
    """
    wanted = purchase.details
    given: dict[str, Any] = {}
    if wanted.nickname:
        given["nickname"] = wanted.nickname
    if wanted.group:
        given["group_ids"] = [wanted.group.id]
    return _not_taken(wanted, await zendesk.update_number(purchase.number_id or 0, NumberUpdate(**given)))


def _not_taken(wanted: Details, number: PhoneNumber) -> str | None:
    missing = []
    if wanted.nickname and number.nickname != wanted.nickname:
        missing.append("the nickname")
    if wanted.group and wanted.group.id not in (number.group_ids or []):
        missing.append("the group")
    return f"Zendesk answered, but did not take {' and '.join(missing)}." if missing else None
