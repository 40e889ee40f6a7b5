"""Logs: one line an event, structured, from us and from every library alike; no secret in any of them."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any, Literal

import structlog

# Tokens of Slack (xoxb-, xapp-, …) and authorization headers, whoever logs them; a colour may stand right before one.
_SECRETS = re.compile(r"(?:xox[a-z]|xapp|xwfp)-[A-Za-z0-9-]+|(?:Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}")
_QUIET = ("httpx", "httpcore", "httpx_retries", "slack_bolt", "slack_sdk", "docket", "uvicorn", "asyncio")


def configure(level: str, form: Literal["console", "json"]) -> None:
    """Send every log line to standard error. level: for our own; libraries speak from WARNING on."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([structlog.processors.format_exc_info] if form == "json" else []),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if form == "json"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer, _without_secrets],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _without_secrets(_: Any, __: str, line: Any) -> Any:
    """Mask secrets in the finished line, where nothing that was logged can hide: messages, values, tracebacks."""
    return _SECRETS.sub("…", line) if isinstance(line, str) else line
