"""The account: what it owns and knows. State and lookups only; what may be done to it is in the endpoints' modules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.talk_api.digits import display_number
from bot.sandbox.talk_api.greetings import default_greetings, greeting_properties
from bot.sandbox.talk_api.line_settings import default_settings

Json = dict[str, Any]

ALL_CAPABILITIES = ("sms", "mms", "voice")


@dataclass(slots=True)
class OwnedNumber:
    """A number of the account. properties: the object as the API writes it, keys in the recorded order."""

    properties: Json
    settings: Json = field(default_factory=default_settings)

    @property
    def id(self) -> int:
        """Zendesk's id of the number."""
        return int(self.properties["id"])

    @property
    def number(self) -> str:
        """E.164."""
        return str(self.properties["number"])

    def rename(self, nickname: str | None) -> None:
        """Set the nickname; `name` is the nickname or, without one, the displayed number."""
        self.properties["nickname"] = nickname or None
        self.properties["name"] = nickname or self.properties["display_number"]


@dataclass(slots=True)
class Account:
    """Everything a reset puts back. Lists hold JSON objects as the API writes them, newest first where it does so.

    own_greetings: name and category by greeting id; gone: numbers somebody else bought meanwhile.
    """

    numbers: dict[int, OwnedNumber] = field(default_factory=dict)
    digital_lines: list[Json] = field(default_factory=list)
    addresses: dict[int, Json] = field(default_factory=dict)
    groups: list[Json] = field(default_factory=list)
    brands: list[Json] = field(default_factory=list)
    ivrs: list[Json] = field(default_factory=list)
    schedules: list[Json] = field(default_factory=list)
    own_greetings: dict[int, tuple[str, int]] = field(default_factory=dict)
    user: Json = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    next_id: int = 26525525700000

    def new_id(self) -> int:
        """Return an id larger than any before it, as large as Zendesk's are."""
        self.next_id += 1291
        return self.next_id

    def newest_first(self) -> list[OwnedNumber]:
        """Return the numbers as they are listed."""
        return sorted(self.numbers.values(), key=lambda owned: owned.id, reverse=True)

    def unavailable(self) -> set[str]:
        """Return the numbers nobody can buy: ours and those gone."""
        return {owned.number for owned in self.numbers.values()} | self.gone

    def group_ids(self) -> list[int]:
        """Return the ids of the groups, in the order listed."""
        return [int(group["id"]) for group in self.groups]

    def default_group_id(self) -> int | None:
        """Return the id of the account's default group."""
        return next((int(group["id"]) for group in self.groups if group["default"]), None)

    def default_brand_id(self) -> int | None:
        """Return the id of the account's default brand."""
        return next((int(brand["id"]) for brand in self.brands if brand["default"]), None)


def new_number(
    number_id: int,
    number: str,
    *,
    country: str,
    location: str,
    created_at: str,
    toll_free: bool = False,
    capabilities: Iterable[str] = ALL_CAPABILITIES,
    brand_id: int | None = None,
) -> OwnedNumber:
    """Return a number as it is right after its purchase. number: E.164; created_at: as Zendesk writes times."""
    shown = display_number(number)
    greetings = greeting_properties(default_greetings())
    can = set(capabilities)
    return OwnedNumber(
        {
            "id": number_id,
            "country_code": country,
            "created_at": created_at,
            "external": False,
            "number": number,
            "name": shown,
            "nickname": None,
            "display_number": shown,
            "location": location,
            "toll_free": toll_free,
            "transcription": True,
            "recorded": True,
            "call_recording_consent": "always",
            "group_ids": [],
            "default_group_id": None,
            **greetings,
            "sms_group_id": None,
            "capabilities": {name: name in can for name in ALL_CAPABILITIES} | {"emergency_address": country == "US"},
            "sms_enabled": False,
            "voice_enabled": True,
            "priority": 0,
            "outbound_enabled": True,
            "line_type": "phone",
            "ivr_id": None,
            "schedule_id": None,
            "failover_number": None,
            "brand_id": brand_id,
        }
    )
