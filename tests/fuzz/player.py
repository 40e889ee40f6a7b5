"""Somebody who does whatever can be done in the workspace: types, fills in, presses, as a client would let them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from random import Random
from typing import Any

from bot.sandbox.slack.people import ANA, APPROVAL_CHANNEL, BEN, CLEO, DAN
from tests.fuzz.dice import ODD_TEXTS, bent_text
from tests.fuzz.ground import Ground
from tests.journeys.driver import CHANNEL, SlackPerson

COMMANDS = (
    "",
    "help",
    "search",
    "search US 510",
    "search DE",
    "search GB toll-free",
    "search US *55",
    "pending",
    "history",
    "history Support US",
    "list",
    "list support",
    "list toll-free",
    "show Support US",
    "edit Support US",
    "settings Support US",
    "show +1 510 555 0199",
    "delete",
    "delete Support US",
    "release +15105550199",
    "voicemail",
    "voicemail off Support US for 2h",
    "voicemail on all until 18:00",
    "voicemail off @Support",
    "oncall",
    "oncall sets",
    "oncall start",
    "oncall start Nights",
    "oncall end",
    "oncall hand over to <@U0BEN00001|ben>",
    "oncall number +15105550147",
)
_TEXTS = (
    "because",
    "Nights",
    "Night shift",
    "+15105550147",
    "0199",
    "2h",
    "until 18:00",
    "12h",
    "5",
    "30",
    "en",
    "Ana",
)
_TYPED = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input"})
_WHO = (ANA.id, ANA.id, ANA.id, BEN.id, BEN.id, CLEO.id, DAN.id)


class Player:
    """Plays with the dice of a case. tale: what was done, to be told where it went wrong."""

    def __init__(self, ground: Ground, dice: Random) -> None:
        self._ground = ground
        self._dice = dice
        self.person = SlackPerson(ground.page, dice.choice(_WHO))
        self.tale: list[str] = []

    async def types(self, text: str | None = None) -> None:
        """Type a command, as people do or nearly so."""
        said = self._dice.choice(COMMANDS) if text is None else text
        await self._does(f"types {said!r}", "say", channel=CHANNEL, text=f"/talk {said}".strip())

    async def goes_on(self) -> None:
        """Do one thing with what stands before them: a modal, else a message or Home, else a shortcut."""
        await self._ground.settled()
        modals = await self.person.modals()
        if modals and self._dice.random() < 0.85:
            await self._in_modal(modals[-1])
            return
        what = self._dice.randrange(10)
        if what < 5:
            await self._in_message()
        elif what < 8:
            await self._at_home()
        elif what == 8:
            await self._does("a shortcut", "shortcut", callback_id=self._dice.choice(("search", "voicemail")))
        else:
            await self._runs_a_step()

    async def _in_modal(self, view: dict[str, Any]) -> None:
        blocks, source = view["blocks"], {"type": "view", "view_id": view["id"]}
        pressable = list(_pressable(blocks))
        if view.get("submit") and (not pressable or self._dice.random() < 0.55):
            values = {
                block["block_id"]: {element["action_id"]: value}
                for block, element in _inputs(blocks)
                if (value := await self._value(element, source, block)) is not None
            }
            await self._does(f"submits {view['callback_id']}", "submit", view_id=view["id"], values=values)
        elif pressable:
            await self._presses(source, *self._dice.choice(pressable))
        else:
            await self._does(f"closes {view['callback_id']}", "close", view_id=view["id"], clear=True)

    async def _in_message(self) -> None:
        state = await self.person.state()
        where = self._dice.choice([CHANNEL, APPROVAL_CHANNEL.id, *(dm["id"] for dm in state["dms"])])
        found = [
            message for message in await self.person.messages(where) if any(_pressable(message.get("blocks") or ()))
        ]
        if not found:
            await self.types()
            return
        message = self._dice.choice(found[-6:])
        kind = "ephemeral" if message.get("ephemeral") else "message"
        source = {"type": kind, "channel": where, "ts": message["ts"]}
        await self._presses(source, *self._dice.choice(list(_pressable(message["blocks"]))))

    async def _at_home(self) -> None:
        home = (await self.person.state())["home"]
        pressable = list(_pressable(home["blocks"])) if home else []
        if not pressable:
            await self._does("opens Home", "open_home")
            return
        await self._presses({"type": "home"}, *self._dice.choice(pressable))

    async def _runs_a_step(self) -> None:
        if self._dice.random() < 0.5:
            inputs = {"person": self.person.id, "search": self._text("US 510"), "reason": "a step"}
            await self._does("a step", "run_step", callback_id="request_number", inputs=inputs)
        else:
            inputs = {"person": self.person.id, "voicemail": self._text("off"), "lines": self._text("Support US")}
            await self._does("a step", "run_step", callback_id="switch_voicemail", inputs=inputs)

    async def _presses(self, source: dict[str, Any], block: dict[str, Any], element: dict[str, Any]) -> None:
        value = None if element["type"] == "button" else await self._value(element, source, block)
        place = {"block_id": block["block_id"], "action_id": element["action_id"]}
        await self._does(f"presses {element['action_id']}", "action", source=source, **place, value=value)

    async def _value(self, element: dict[str, Any], source: dict[str, Any], block: dict[str, Any]) -> Any:
        kind = str(element["type"])
        if kind in _TYPED:
            return self._text(element.get("initial_value") or self._dice.choice(_TEXTS))[: element.get("max_length")]
        if kind.endswith("users_select"):
            people = [self._dice.choice(_WHO) for _ in range(self._dice.randint(1, 2))]
            return people if kind.startswith("multi") else people[0]
        options = await self._options(element, source, block)
        several = kind.startswith("multi") or kind == "checkboxes"
        if not options:
            return [] if several else None
        return [self._dice.choice(options)] if several else self._dice.choice(options)

    async def _options(self, element: dict[str, Any], source: dict[str, Any], block: dict[str, Any]) -> list[Any]:
        groups = element.get("option_groups") or [element]
        if element["type"].endswith("external_select"):
            place = {"block_id": block["block_id"], "action_id": element["action_id"]}
            query = self._dice.choice(("", "s", "sup", "united", "1"))
            answer = await self._does("looks for options", "options", source=source, **place, query=query)
            groups = answer.get("option_groups") or [answer]
        return [option["value"] for group in groups for option in group.get("options") or () if "value" in option]

    def _text(self, usual: str) -> str:
        kind = self._dice.randrange(6)
        if kind < 4:
            return usual
        odd = bent_text(usual, self._dice) if kind == 4 else self._dice.choice(ODD_TEXTS)
        # Half a character cannot be typed.
        return odd.encode(errors="replace").decode()

    async def _does(self, told: str, action: str, **given: Any) -> dict[str, Any]:
        self.tale.append(f"{self.person.id} {told} {str(given)[:400]}")
        async with asyncio.timeout(20):
            answer = await self.person.does(action, **given)
            await self._ground.settled()
        return answer


def _elements(block: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for element in (*(block.get("elements") or ()), block.get("accessory"), block.get("element")):
        if isinstance(element, dict) and "action_id" in element:
            yield element


def _pressable(blocks: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in blocks:
        if block["type"] != "input" or block.get("dispatch_action"):
            yield from ((block, element) for element in _elements(block) if "url" not in element)


def _inputs(blocks: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in blocks:
        if block["type"] == "input":
            yield from ((block, element) for element in _elements(block))
