"""Changes at their extremes: one line and a thousand, every state and status, the worst of names and values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bot.cards.change_card import change_card, change_news, file_comment, outside_trouble, undone_news
from bot.cards.change_progress import progress
from bot.model import Change, ChangeState, LineStatus
from bot.talk.catalog import Catalog, Named
from bot.talk.fields import FIELDS
from tests.cards.samples import LINE, TEXTS, as_payload
from tests.cards.samples_changes import BY_BEN, CATALOG, CHANGE, QUEUE_SIZE, UNKNOWN, change, every_status, many, one

MANY = 100
"""Lines beyond which only what differs with their number is shown."""


def changes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view and message about a change."""
    for name, shown in _all():
        yield from _surfaces(name, shown)
    for name, text in TEXTS.items():
        shown = _worst(text)
        catalog = Catalog(groups=(Named(7, text), Named(8, text)))
        yield from _surfaces(f"worst-{name}", shown, catalog)
        card = change_card(replace(shown, lines=shown.lines * 6), "requester", catalog)
        yield f"worst-many-{name}", as_payload(card)


def _all() -> Iterator[tuple[str, Change]]:
    for state in ChangeState:
        stopped = {"stopped_by": "U0BEN"} if state is ChangeState.STOPPED else {}
        for status in LineStatus:
            yield f"{state}-{status}", change(one(status), state=state, **stopped)
            tried = one(status, seen=None, tries=3, unasked={"ivr_id": (None, 7), UNKNOWN: (1, {"a": [1]})})
            yield f"{state}-{status}-unasked", change(tried, state=state, **stopped)
        for count in (2, 99, 1000):
            yield f"{state}-{count}", change(*every_status(count), state=state, **stopped)
            yield f"{state}-{count}-waiting", change(*many(count, LineStatus.WAITING), state=state, **stopped)
            yield f"{state}-{count}-changed", change(*many(count), state=state, undone_by=BY_BEN.id, **stopped)
    everything = {field.key: [7, 8, 9] for field in FIELDS}
    unknown = {f"settings.key_{n}": {"part": [n] * 50} for n in range(200)}
    for name, wanted in (("every-field", everything), ("unknown-fields", unknown)):
        for status in LineStatus:
            yield f"{name}-{status}", change(one(status, wanted=wanted, old=dict.fromkeys(wanted)))
        lines = tuple(replace(one(wanted=wanted), line=replace(LINE, id=n)) for n in range(200))
        yield f"{name}-200", change(*lines)
    yield "nothing-known", change(one(wanted={}), at_ms=0, begun_ms=0, ended_ms=None, reason="")
    yield "no-lines", replace(CHANGE, lines=())
    yield "outside", change(one(), outside=tuple(f"+1510555{n:04}" for n in range(50)))


def _worst(text: str) -> Change:
    line = replace(LINE, nickname=text, display_number=text or "+1 510-555-0199", place=text)
    wanted: dict[str, Any] = {"nickname": text, "group_ids": [7, 8, 9], text or UNKNOWN: text, QUEUE_SIZE: text}
    statuses = [
        replace(
            one(status, wanted=wanted, old=dict.fromkeys(wanted, text), now={key: [text] for key in wanted}),
            line=line,
            words=text,
            unasked={text or UNKNOWN: (text, text)},
        )
        for status in LineStatus
    ]
    return change(*statuses, reason=text, outside=(text,), stopped_by=text, state=ChangeState.STOPPED)


def _surfaces(name: str, shown: Change, catalog: Catalog = CATALOG) -> Iterator[tuple[str, dict[str, Any]]]:
    yield f"change-{name}", as_payload(change_card(shown, "requester", catalog))
    yield f"change-progress-{name}", progress(shown, catalog)
    if shown.state is ChangeState.RUNNING or len(shown.lines) > MANY:
        return
    earlier, later = replace(shown, by=BY_BEN.by), replace(BY_BEN, reason=shown.reason)
    undo, restore = replace(shown, undoes="x"), replace(shown, restores="x")
    yield f"change-approvals-{name}", as_payload(change_card(shown, "approvals", catalog))
    yield f"change-undo-{name}", as_payload(change_card(undo, "requester", catalog, earlier=earlier, later=later))
    yield f"change-restore-{name}", as_payload(change_card(restore, "approvals", catalog, later=later))
    yield f"change-progress-undo-{name}", progress(undo, catalog, earlier=earlier, later=later)
    yield f"change-news-{name}", as_payload(change_news(shown, catalog))
    yield f"change-outside-{name}", as_payload(outside_trouble(shown, "C0APPROVAL"))
    yield f"change-file-{name}", as_payload(file_comment(shown))
    if shown.lines:
        yield f"change-undone-{name}", as_payload(undone_news(shown, later))
