"""What a person does with a modal: submit it, go back, close it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.answers import Decision, Unusable, submission_decision
from bot.sandbox.slack.blocks import JSON, blocks_within
from bot.sandbox.slack.delivery import Deliveries
from bot.sandbox.slack.element_values import VALUE_KEYS, stateful
from bot.sandbox.slack.input_checks import refused_inputs
from bot.sandbox.slack.interactions import TROUBLE, Interactions
from bot.sandbox.slack.people import Person
from bot.sandbox.slack.refusals import NotPossible, Refused
from bot.sandbox.slack.sources import InView, reachable_view, touch
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace


class Modals:
    """Submits and closes. Answers are those of the page: `{"ok": true}`, or errors by block id."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries) -> None:
        self._workspace = workspace
        self._deliveries = deliveries
        self._interactions = Interactions(workspace, deliveries)

    async def submit(self, person: Person, view_id: Any, values: Any) -> JSON:
        """Send the form, with these last changes, and do what the bot answers."""
        view = reachable_view(self._workspace, person, view_id)
        if view.body["submit"] is None:
            raise NotPossible("This view cannot be submitted.")
        for block_id, entered in values.items() if isinstance(values, Mapping) else ():
            for action_id, value in entered.items() if isinstance(entered, Mapping) else ():
                self._interactions.change(touch(person, InView(view), block_id, action_id), value)
        refused = refused_inputs(view.blocks, view.values)
        if refused:
            return {"ok": False, "errors": refused}
        self._workspace.views.fail(view, None)
        self._workspace.submitted.add(view.id)
        try:
            return await self._answered(person, view)
        finally:
            self._workspace.submitted.discard(view.id)

    async def _answered(self, person: Person, view: View) -> JSON:
        trigger = self._workspace.triggers.make(person.id, view.channel, in_modal=True)
        urls = self._response_urls(person, view)
        answer = await self._deliveries.interaction(payloads.submission(person, view.as_slack(), trigger, urls))
        late = self._workspace.faults.take("submission", is_call=False)
        if late is not None:
            # Answers and calls take different ways into Slack: nothing says that they are acted upon in turn.
            await asyncio.sleep(late.seconds)
        if not answer.ok:
            return self._trouble(view)
        try:
            return self._apply(view, submission_decision(answer, view))
        except (Unusable, Refused) as error:
            self._workspace.log.blame(answer.entry, str(error))
            return self._trouble(view)

    async def close(self, person: Person, view_id: Any, *, clear: bool) -> None:
        """Cancel one view, or with `clear` the whole stack as the X does."""
        view = reachable_view(self._workspace, person, view_id)
        if not view.is_modal:
            raise NotPossible("A Home tab cannot be closed.")
        root = self._workspace.views.stack(person.id)[0]
        everything = clear or view.body["clear_on_close"]
        if everything:
            self._workspace.views.clear(person.id)
        else:
            self._workspace.views.close(view)
        told = root if everything else view
        if told.body["notify_on_close"]:
            payload = payloads.closing(person, told.as_slack(_outside_inputs(told)), is_cleared=bool(everything))
            await self._deliveries.interaction(payload)

    def _apply(self, view: View, decision: Decision) -> JSON:
        views = self._workspace.views
        if views.find(view.id) is None:
            return {"ok": True}  # closed while the bot was thinking
        match decision.action:
            case "errors":
                return {"ok": False, "errors": decision.errors}
            case "update":
                views.update(view, decision.view)
            case "push":
                views.push(view.person, decision.view)
            case "clear":
                views.clear(view.person)
            case _:
                views.close(view)
        return {"ok": True}

    def _trouble(self, view: View) -> JSON:
        self._workspace.views.fail(view, TROUBLE)
        return {"ok": False, "error": TROUBLE}

    def _response_urls(self, person: Person, view: View) -> list[JSON]:
        urls = []
        for block, element in stateful(view.blocks):
            entry = view.values[block["block_id"]][element["action_id"]]
            channel = entry[VALUE_KEYS[element["type"]][0]]
            if element.get("response_url_enabled") and channel:
                path = self._workspace.response_urls.make("app", person.id, channel)
                ids = {"block_id": block["block_id"], "action_id": element["action_id"], "channel_id": channel}
                urls.append({"response_url": self._workspace.own_url + path, **ids})
        return urls


def _outside_inputs(view: View) -> dict[str, dict[str, JSON]]:
    inputs = {block["block_id"] for block, _ in blocks_within(view.blocks) if block["type"] == "input"}
    return {block_id: entries for block_id, entries in view.values.items() if block_id not in inputs}
