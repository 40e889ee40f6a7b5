"""The least that answers a slash command and a button with Bolt: what every figure of the bot stands beside.

    python -m tests.benchmarks.bare_app PORT [--before-response]

Bolt reads its token and its signing secret from the environment. Nothing is imported but what such an app needs. With
the switch it answers as the bot does, before Bolt returns; without it, in Bolt's default mode.
"""

from __future__ import annotations

import os
import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# As long an answer as the bot's own help.
_HELP = [{"type": "section", "text": {"type": "mrkdwn", "text": f"{place} {'said ' * 40}"}} for place in range(13)]


def main(port: int, *, before_response: bool) -> None:
    """Answer until killed."""
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, process_before_response=before_response)

    @app.command("/talk")
    async def on_talk(ack: AsyncAck) -> None:
        await ack(text="Ready.", blocks=_HELP)

    @app.action("offer.pick")
    async def on_pick(ack: AsyncAck) -> None:
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def slack_events(request: Request) -> Response:
        return await handler.handle(request)

    web = Starlette(routes=[Route("/slack/events", slack_events, methods=["POST"])])
    # On asyncio and h11, whatever else is installed: that is what comes with Bolt and uvicorn.
    uvicorn.run(
        web, loop="asyncio", http="h11", host="127.0.0.1", port=port, access_log=False, log_config=None, lifespan="off"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), before_response="--before-response" in sys.argv)
