"""The board of workflow steps: one card for each, with the person whom the workflow asks; and Slack told of the end."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.blocks import Message
from bot.cards.slack_trouble import error_code
from bot.cards.standing import Standing
from bot.cards.step_card import step_card
from bot.model import Place, StepRun, StepState
from bot.store.copies import Copies, Posted
from bot.store.outbox import Outbox
from bot.store.steps import Steps

log = structlog.get_logger(__name__)

# https://docs.slack.dev/reference/methods/functions.completeSuccess: it is over already, or will never be taken.
_SETTLED = frozenset(
    {
        "function_execution_not_found",
        "execution_not_in_running_state",
        "parameter_validation_failed",
        "invalid_arguments",
        "access_denied",
        "not_allowed_token_type",
    }
)


class StepBoard(Standing[StepRun]):
    """Shows what workflows ask."""

    def __init__(self, slack: AsyncWebClient, steps: Steps, copies: Copies, outbox: Outbox) -> None:
        super().__init__(slack, copies, channel=None)
        self._steps = steps
        self._outbox = outbox

    async def _find(self, record_id: str) -> StepRun | None:
        return await self._steps.find(record_id)

    async def _is_shown(self, record_id: str, record: StepRun | None) -> bool:
        now = await self._steps.find(record_id)
        return now is None or record is None or now.version == record.version

    async def _ask_again(self, record_id: str) -> None:
        await self._outbox.again("step", record_id)

    def _places(self, record: StepRun) -> tuple[Place, ...]:
        # What ended before anybody was asked is told to the workflow alone.
        return ("requester",) if record.state is StepState.WAITING else ()

    def _card(self, record: StepRun, _place: Place) -> Message:
        return step_card(record)

    def _owner(self, record: StepRun) -> str:
        return record.person.id

    def _shut_out(self, _record: StepRun, _channel: str) -> Message | None:
        return None

    async def _tell(self, record: StepRun, place: Place, posted: Posted, lease: str) -> None:
        """Tell nothing beside the card: whoever decides it sees it."""

    async def _show_view(self, record: StepRun) -> None:
        """Show nothing in a modal: the flow that was opened goes its own way."""

    async def _show_home(self, record: StepRun) -> None:
        """Show nothing in App Home."""


class StepEndings:
    """Tells Slack how a step ended, so that its workflow goes on or stops.

    The event brought a token for this one execution, which is a secret and is gone by then; the bot's own token serves.
    Slack documents both methods for bot tokens, but that has not been seen with a workflow in a real workspace.
    https://docs.slack.dev/workflows/creating-custom-steps
    """

    def __init__(self, slack: AsyncWebClient, steps: Steps) -> None:
        self._slack = slack
        self._steps = steps

    async def tell(self, run: StepRun) -> None:
        """Tell Slack once. Raises SlackApiError where it does not take it for now, StoreUnavailable."""
        if run.told or run.state is StepState.WAITING:
            return
        try:
            if run.state is StepState.DONE:
                await self._slack.functions_completeSuccess(function_execution_id=run.id, outputs=dict(run.outputs))
            else:
                await self._slack.functions_completeError(function_execution_id=run.id, error=run.problem)
        except SlackApiError as error:
            if error_code(error) not in _SETTLED:
                raise
            # Most likely an answer was lost that told it: said again, it is not running any more.
            log.warning("the workflow does not take it", step=run.id, slack_error=error_code(error))
        await self._steps.remember_told(run.id)
