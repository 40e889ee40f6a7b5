"""What operators ask: whether the process is there, whether it can work, what it counted."""

from __future__ import annotations

import httpx

from bot.errors import StoreUnavailable
from bot.metrics import Figures
from bot.operations import NotReady, Operations
from tests.scraping import Page


async def asked(operations: Operations, path: str) -> httpx.Response:
    """Ask as a machine of the operator's does."""
    transport = httpx.ASGITransport(operations.application())
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return await client.get(path)


async def test_it_is_ready_from_its_start_to_its_end_only() -> None:
    """Between, a router may send it work; it is alive all the while."""
    operations = Operations("web")
    assert (await asked(operations, "/readyz")).text == "starting"
    operations.begun()
    assert (await asked(operations, "/readyz")).status_code == 200
    operations.stopping()
    answer = await asked(operations, "/readyz")
    assert (answer.status_code, answer.text) == (503, "stopping")
    assert (await asked(operations, "/healthz")).status_code == 200


async def test_the_part_that_is_not_ready_is_named() -> None:
    """Whoever is woken up reads where to look."""
    operations = Operations("worker")
    operations.begun()
    problem: Exception | None = StoreUnavailable("gone")

    async def part() -> None:
        if problem is not None:
            raise problem

    operations.check(part)
    assert (await asked(operations, "/readyz")).text == "redis does not answer"
    problem = NotReady("no connection to Slack")
    answer = await asked(operations, "/readyz")
    assert (answer.status_code, answer.text) == (503, "no connection to Slack")
    problem = None
    assert (await asked(operations, "/readyz")).text == "ok"


async def test_metrics_are_answered_while_redis_is_away() -> None:
    """That is when somebody looks."""
    operations = Operations("run")
    known: Figures | None = Figures(open={"unknown": 2})

    async def figures() -> Figures | None:
        return known

    operations.read_by(figures)
    page = Page((await asked(operations, "/metrics")).text)
    assert (page.sum("talkbot_redis_up"), page.sum("talkbot_open_requests", state="unknown")) == (1, 2)
    assert page.sum("talkbot_info", role="run") == 1
    known = None
    page = Page((await asked(operations, "/metrics")).text)
    assert page.sum("talkbot_redis_up") == 0
    assert not page.has("talkbot_open_requests")


async def test_metrics_are_not_where_they_have_a_port_of_their_own() -> None:
    """The public address tells strangers nothing."""
    paths = [route.path for route in Operations("web").routes(with_metrics=False)]
    assert paths == ["/healthz", "/readyz"]
