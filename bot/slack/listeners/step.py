"""Steps of workflows: what one asks is recorded, and the person whom it asks goes on with it or says no.

Bolt acknowledges a function by itself, once its listener has returned; here it is recorded first. Where that cannot be
done the answer is no success (`bot.slack.replies`), whereupon Slack sends the event again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.model import StepKind
from bot.slack.incoming import person_of
from bot.slack.pressed import pressed
from bot.slack.searching import Searching
from bot.slack.step_inputs import asked, step_of, terms_of, voicemail_of
from bot.slack.voicemail import Switching
from bot.talk.workflow_steps import StepService

log = structlog.get_logger(__name__)


def register(app: AsyncApp, *, steps: StepService, searching: Searching, switching: Switching) -> None:
    """Register the steps and the buttons of their card."""

    async def on_step_executed(ack: AsyncAck, body: dict[str, Any]) -> None:
        run = asked(body)
        if run is None:
            log.warning("a step that is none of ours was run")
        else:
            await steps.ask(run)
        await ack()

    async def on_step_confirmed(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
        person, trigger_id = person_of(body), str(body["trigger_id"])
        run = await steps.look(person, _pressed(body))
        await ack()
        if run.kind == "request_number":
            terms = terms_of(run.asked)
            context["after"]("search", lambda: searching.open(trigger_id, person, terms, step=run.id))
        else:
            wanted = replace(voicemail_of(run.asked), step=run.id)
            context["after"]("voicemail", lambda: switching.open(trigger_id, person, wanted))

    async def on_step_refused(ack: AsyncAck, body: dict[str, Any]) -> None:
        await steps.refuse(person_of(body), _pressed(body))
        await ack()

    for kind in get_args(StepKind):
        app.function(kind)(on_step_executed)
    app.action("step.confirm")(on_step_confirmed)
    app.action("step.refuse")(on_step_refused)


def _pressed(body: dict[str, Any]) -> str:
    return step_of(pressed(body))
