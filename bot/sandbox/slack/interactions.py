"""What a person does with blocks: press them, enter something, load options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.answers import Unusable, options_answer
from bot.sandbox.slack.blocks import JSON, fill_texts
from bot.sandbox.slack.delivery import Answer, Deliveries
from bot.sandbox.slack.element_values import Values, initial_values
from bot.sandbox.slack.refusals import NotPossible
from bot.sandbox.slack.sources import InMessage, InView, Touch, entered, placed, touch
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


class Interactions:
    """Turns clicks into payloads. Methods return when the bot has answered; NotPossible is what the client shows."""

    def __init__(self, workspace: Workspace, deliveries: Deliveries) -> None:
        self._workspace = workspace
        self._deliveries = deliveries

    async def act(self, touched: Touch, value: Any, state: Any = None) -> None:
        """Press or change an element that reports to the bot at once; state: what else was entered in a message."""
        if touched.block["type"] == "input" and not touched.block.get("dispatch_action"):
            raise NotPossible("This input is sent with the form, not by itself.")
        entry = entered(self._workspace, touched, value)
        in_message = isinstance(touched.source, InMessage)
        action = payloads.action_item(
            touched.block, touched.element, entry, self._workspace.clock.ts(), in_message=in_message
        )
        if isinstance(touched.source, InView):
            self._keep(touched, touched.source.view, entry)
            await self._act_in_view(touched, touched.source.view, action)
        else:
            values = self._message_values(touched, entry, state)
            await self._act_in_message(touched, touched.source, values, action)

    def change(self, touched: Touch, value: Any) -> None:
        """Remember what a person entered in a view without telling the bot."""
        if not isinstance(touched.source, InView):
            raise NotPossible("Only views remember what is entered.")
        self._keep(touched, touched.source.view, entered(self._workspace, touched, value))

    async def load_options(self, touched: Touch, query: Any) -> JSON:
        """Ask the bot for the options of an external select; {"options": …} or {"option_groups": …}."""
        if touched.element["type"] not in {"external_select", "multi_external_select"}:
            raise NotPossible("This element has its options already.")
        words = query if isinstance(query, str) else ""
        if len(words) < touched.element.get("min_query_length", 3):
            return {"options": []}
        source = placed(self._workspace, touched.source)
        payload = payloads.suggestion(touched.person, source, touched.block_id, touched.action_id, words)
        answer = await self._deliveries.interaction(payload)
        if not answer.ok:
            raise NotPossible("The app did not load any options.")
        try:
            content = options_answer(answer)
        except Unusable as error:
            self._workspace.log.blame(answer.entry, str(error))
            raise NotPossible(f"The app's options cannot be shown. {error}") from error
        fill_texts(content)
        self._remember_options(touched, content)
        return content

    def _keep(self, touched: Touch, view: View, entry: JSON | None) -> None:
        if entry is not None and touched.is_stateful:
            self._workspace.views.set_value(view, touched.block_id, touched.action_id, entry)

    async def _act_in_view(self, touched: Touch, view: View, action: JSON) -> None:
        trigger = self._workspace.triggers.make(touched.person.id, view.channel, in_modal=view.is_modal)
        self._workspace.views.fail(view, None)
        source = placed(self._workspace, touched.source)
        payload = payloads.view_actions(touched.person, source, trigger, action)
        answer = await self._deliveries.interaction(payload)
        if not answer.ok:
            if view.is_modal:
                self._workspace.views.fail(view, TROUBLE)
            raise NotPossible(TROUBLE if view.is_modal else not_done(answer))

    async def _act_in_message(self, touched: Touch, source: InMessage, values: Values, action: JSON) -> None:
        person, channel = touched.person, source.message.channel
        answered_at = payloads.Leave(
            trigger=self._workspace.triggers.make(person.id, channel),
            response_url=self._workspace.own_url
            + self._workspace.response_urls.make("actions", person.id, channel, source.message),
        )
        payload = payloads.message_actions(person, placed(self._workspace, source), answered_at, values, action)
        answer = await self._deliveries.interaction(payload)
        if not answer.ok:
            raise NotPossible(not_done(answer))

    def _message_values(self, touched: Touch, entry: JSON | None, state: Any) -> Values:
        values = initial_values(touched.source.blocks)
        for other, value in other_inputs(touched, state):
            told = entered(self._workspace, other, value)
            if told is not None and other.is_stateful:
                values[other.block_id][other.action_id] = told
        if entry is not None and touched.is_stateful:
            values[touched.block_id][touched.action_id] = entry
        return values

    def _remember_options(self, touched: Touch, content: JSON) -> None:
        grouped = [option for group in content.get("option_groups", ()) for option in group["options"]]
        # What was shown earlier stays pickable: several may have been picked from different searches.
        shown = self._workspace.loaded_options.setdefault(touched.key, [])
        shown[:0] = [*content.get("options", ()), *grouped]
        del shown[1000:]


def other_inputs(touched: Touch, state: Any) -> list[tuple[Touch, Any]]:
    """Read `{block_id: {action_id: value}}` as elements of the same source with what was entered in them."""
    found = []
    for block_id, within in state.items() if isinstance(state, Mapping) else ():
        for action_id, value in within.items() if isinstance(within, Mapping) else ():
            found.append((touch(touched.person, touched.source, block_id, action_id), value))
    return found


def not_done(answer: Answer) -> str:
    """Return what a client says when an app did not take a click."""
    if answer.status is None:
        return "The app did not respond. Try again?"
    return f"This app responded with status code {answer.status}."
