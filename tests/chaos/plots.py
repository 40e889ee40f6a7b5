"""What becomes of a request once its card stands: who decides, how, how often, and how late."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random

from bot.sandbox.slack.people import APPROVAL_CHANNEL
from tests.chaos.asking import confirm_release
from tests.chaos.eyes import Eyes, value_of, wait_for
from tests.chaos.halves import Half
from tests.chaos.hands import Hand, Look

CARD_SECONDS = 35.0
# What a response_url takes to bring words, on a machine with much to do.
_WORDS_SECONDS = 10.0
_WORDS_LEAVE = 4.0


@dataclass(frozen=True)
class Scene:
    """One request and whoever is on stage. number: E.164; ttl, hold: seconds, as the bot is told."""

    reason: str
    kind: str
    number: str
    asker: Hand
    deciders: tuple[Hand, ...]
    bystander: Hand
    webs: tuple[Half, ...]
    eyes: Eyes
    rng: Random
    ttl: float
    hold: float

    def channel(self, action: str | None = None) -> Look:
        """Return a look at the card in the approval channel."""
        return lambda: self.eyes.approval_card(self.reason, action)

    def direct(self, action: str | None = None) -> Look:
        """Return a look at the card of whoever asked."""
        return lambda: self.eyes.card(self.eyes.direct(self.asker.id), self.reason, action)

    async def comes(self, look: Look, seconds: float = CARD_SECONDS) -> bool:
        """Wait for a card, or for a button on it."""
        return await wait_for(look, seconds) is not None


Plot = Callable[[Scene], Awaitable[None]]


async def approve(scene: Scene) -> None:
    """Have a colleague approve."""
    if await scene.comes(scene.channel("request.approve")):
        await scene.rng.choice(scene.deciders).presses(scene.channel("request.approve"), "request.approve")


async def approve_twice(scene: Scene) -> None:
    """Have a colleague press Approve twice at once."""
    who = scene.rng.choice(scene.deciders)
    if await scene.comes(scene.channel("request.approve")):
        await _at_once(scene, (who, "channel", "request.approve"), (who, "channel", "request.approve"))


async def race(scene: Scene) -> None:
    """Have both approvers press at once, one of whom may have asked and then must not."""
    both = (*scene.deciders, scene.asker)[:2]
    if await scene.comes(scene.channel("request.approve")):
        await _at_once(scene, *((who, "channel", "request.approve") for who in both))


async def decline(scene: Scene) -> None:
    """Have a colleague decline, with a reason."""
    if await scene.comes(scene.channel("request.decline")):
        await _decline(scene, scene.rng.choice(scene.deciders))


async def decline_or_approve(scene: Scene) -> None:
    """Have one decline while another approves."""
    if await scene.comes(scene.channel("request.decline")):
        first, last = scene.deciders[0], scene.deciders[-1]
        await asyncio.gather(_decline(scene, first), last.presses(scene.channel("request.approve"), "request.approve"))


async def withdraw(scene: Scene) -> None:
    """Have whoever asked take it back."""
    if await scene.comes(scene.direct("request.withdraw")):
        await scene.asker.presses(scene.direct("request.withdraw"), "request.withdraw")


async def withdraw_or_approve(scene: Scene) -> None:
    """Have it withdrawn and approved at the same moment."""
    if await scene.comes(scene.direct("request.withdraw")) and await scene.comes(scene.channel("request.approve")):
        who = scene.rng.choice(scene.deciders)
        await _at_once(scene, (scene.asker, "direct", "request.withdraw"), (who, "channel", "request.approve"))


async def expire(scene: Scene) -> None:
    """Let the time pass, and sometimes ask again."""
    if await scene.comes(scene.direct("request.again"), scene.ttl + CARD_SECONDS) and scene.rng.random() < 0.5:
        await _ask_again(scene)


async def intrude(scene: Scene) -> None:
    """Have somebody without rights and whoever asked press Approve, and nobody else."""
    if await scene.comes(scene.channel("request.approve")):
        look = scene.channel("request.approve")
        await _at_once(
            scene, (scene.bystander, "channel", "request.approve"), (scene.asker, "channel", "request.approve"), acts=0
        )
        if scene.rng.random() < 0.5:
            await scene.deciders[0].presses(look, "request.approve")


async def approve_late(scene: Scene) -> None:
    """Have a list of what waits open while somebody decides, and press Approve in it afterwards."""
    late = scene.deciders[-1]
    if not await scene.comes(scene.channel("request.approve")):
        return
    request = _request(scene)
    async with late.modals():
        waits = await late.opens("/talk pending", "pending.list")
        await scene.deciders[0].presses(scene.channel("request.approve"), "request.approve")
        if waits is not None:
            await late.presses_in_modal(waits, "request.approve", request)


async def stop(scene: Scene) -> None:
    """Have a deletion approved and stopped, at any moment of its hold or just after it, by one or two people."""
    await approve(scene)
    if await scene.comes(scene.channel("request.stop"), CARD_SECONDS * 2):
        await asyncio.sleep(scene.rng.uniform(0, scene.hold * 1.1))
        await _at_once(scene, (scene.asker, "direct", "request.stop"), (scene.deciders[0], "channel", "request.stop"))


async def _decline(scene: Scene, who: Hand) -> None:
    for _ in range(3):
        async with who.modals():
            if not await who.presses(scene.channel("request.decline"), "request.decline"):
                return
            form = await wait_for(lambda: who.eyes.modal(who.id, "request.decline"), 5)
            if form is not None:
                answer = await who.submits(form, {"reason": {"reason.type": "Not this quarter."}})
                if answer["ok"]:
                    return


async def _ask_again(scene: Scene) -> None:
    """Press Ask again; the card of the new request has the same reason."""
    if scene.kind == "purchase":
        await scene.asker.presses(scene.direct("request.again"), "request.again")
    else:
        async with scene.asker.modals():
            await scene.asker.presses(scene.direct("request.again"), "request.again")
            form = await wait_for(lambda: scene.eyes.modal(scene.asker.id, "release.confirm"), 10)
            if form is not None and form["submit"] is not None:
                await confirm_release(scene.asker, form, scene.reason, scene.number, scene.rng)
    await approve(scene)


async def _at_once(scene: Scene, *clicks: tuple[Hand, str, str], acts: int = 1) -> None:
    """Click at once, and see that everybody hears who was first. acts: how many of them may take effect."""
    since, began = scene.eyes.now(), time.monotonic()
    looks = {"channel": scene.channel, "direct": scene.direct}
    answered = await asyncio.gather(*(who.presses(looks[where](action), action) for who, where, action in clicks))
    places = {
        (who.id, APPROVAL_CHANNEL.id if where == "channel" else scene.eyes.direct(who.id)) for who, where, _ in clicks
    }
    owed = sum(answered) - acts

    def words() -> bool:
        return sum(len(scene.eyes.said_to(who, where, since)) for who, where in places) >= owed

    came = await wait_for(words, _WORDS_SECONDS)
    # They leave right after the answer; only a process that was hurt in that moment may have taken them with it.
    if not came and all(web.was_up(began, began + _WORDS_LEAVE) for web in scene.webs):
        scene.asker.diary.silent.append(f"{scene.reason}: {owed} of {len(clicks)} clicks should have been told why not")


def _request(scene: Scene) -> str:
    card = scene.eyes.approval_card(scene.reason)
    return (value_of(card["blocks"], "request.approve") or "").partition(":")[0] if card else ""
