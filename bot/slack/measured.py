"""A client of Slack's Web API whose every call is timed."""

from __future__ import annotations

from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import metrics
from bot.cards.slack_trouble import UNREADABLE, error_code
from bot.slack.web_client import WebClient

log = structlog.get_logger(__name__)

_OUTCOMES = {"ratelimited": "throttled", UNREADABLE: "unreadable"}


class MeasuredSlack(WebClient):
    """A WebClient that counts its calls by method and outcome. What the SDK tries again is one call."""

    async def api_call(self, api_method: str, **given: Any) -> AsyncSlackResponse:
        """Call a method as the SDK does."""
        with metrics.timed(metrics.SLACK, api_method, otherwise="no_answer") as call:
            problem: str | None = None
            try:
                answer = await super().api_call(api_method, **given)
            except SlackApiError as error:
                problem = error_code(error)
                call.outcome = _OUTCOMES.get(problem, "refused")
                raise
            except BaseException as error:
                problem = type(error).__name__
                raise
            else:
                call.outcome = "ok"
                return answer
            finally:
                log.debug("slack", method=api_method, ms=round(call.seconds * 1000), problem=problem)
