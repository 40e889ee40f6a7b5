"""What operators and their machines ask by HTTP: /healthz, /readyz and /metrics, on any port, in any process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot import metrics
from bot.errors import StoreUnavailable

_UNAVAILABLE = 503


class NotReady(Exception):
    """A part cannot do its work for now. Its text says which and why, in a few words."""


class Operations:
    """How this process does. It is not ready before `begun`, after `stopping`, and while one of its checks fails.

    role: run, web or worker.
    """

    def __init__(self, role: str) -> None:
        metrics.INFO.labels(version("talkbot"), role).set(1)
        self._phase: str | None = "starting"
        self._checks: list[Callable[[], Awaitable[None]]] = []
        self._figures: Callable[[], Awaitable[metrics.Figures | None]] | None = None

    def check(self, check: Callable[[], Awaitable[None]]) -> None:
        """Ask a part as well. check: returns where all is well, raises NotReady or StoreUnavailable otherwise."""
        self._checks.append(check)

    def read_by(self, figures: Callable[[], Awaitable[metrics.Figures | None]]) -> None:
        """Have /metrics say what redis knows, too. figures: reads it; None where redis is away."""
        self._figures = figures

    def begun(self) -> None:
        """Say from now on that work can be sent here."""
        self._phase = None

    def stopping(self) -> None:
        """Say from now on that no more work is to be sent here."""
        self._phase = "stopping"

    async def problem(self) -> str | None:
        """Return in a few words why this process is not ready, None where it is."""
        if self._phase is not None:
            return self._phase
        for check in self._checks:
            try:
                await check()
            except StoreUnavailable:
                return "redis does not answer"
            except NotReady as problem:
                return str(problem)
        return None

    def routes(self, *, with_metrics: bool) -> list[Route]:
        """Return the addresses for an application. with_metrics: False where they are on a port of their own."""
        found = [Route("/healthz", self._healthz), Route("/readyz", self._readyz)]
        return [*found, Route("/metrics", self._scraped)] if with_metrics else found

    def application(self, *, with_metrics: bool = True) -> Starlette:
        """Return an application of nothing but these addresses. with_metrics: as of `routes`."""
        return Starlette(routes=self.routes(with_metrics=with_metrics))

    async def _healthz(self, _: Request) -> Response:
        return PlainTextResponse("ok")

    async def _readyz(self, _: Request) -> Response:
        problem = await self.problem()
        return PlainTextResponse("ok") if problem is None else PlainTextResponse(problem, _UNAVAILABLE)

    async def _scraped(self, _: Request) -> Response:
        if self._figures is not None:
            metrics.show(await self._figures())
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
