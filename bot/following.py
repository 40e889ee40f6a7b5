"""Following one click through the log: two ids that every line carries from where they are known.

`click` names one request of Slack's, from its answer through what is done behind it. `record` names the request, change
or timer that it is about, in every process: the line that writes a record down carries both, and a job carries its
record's. So the id on a card finds every line about it, and one of those finds the click.
"""

from __future__ import annotations

import secrets

from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def begin_click() -> str:
    """Forget whatever this task was about, and give a new click an id, which is returned."""
    clear_contextvars()
    click = "".join(_LETTERS[byte % len(_LETTERS)] for byte in secrets.token_bytes(8))
    bind_contextvars(click=click)
    return click


def begin_job(job: str, record: str | None) -> None:
    """Forget whatever this task was about: it runs a job, about a record or about none."""
    clear_contextvars()
    bind_contextvars(job=job, **({"record": record} if record else {}))


def about(record: str) -> None:
    """Say what record this is about, unless that is known: a job stays with its own, whatever it makes besides."""
    if "record" not in get_contextvars():
        bind_contextvars(record=record)
