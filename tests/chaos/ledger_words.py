"""The words that people must read, said here a second time: the ledger takes none of them from the bot."""

from __future__ import annotations

from tests.chaos.evidence import Record

_BY_PERSON_OR_TIME = {"declined": "Declined", "withdrawn": "Withdrawn", "expired": "Expired", "stopped": "Stopped"}
_NOUNS = {"purchase": "purchase of", "deletion": "release of"}
_DONE = {"purchase": "Bought", "deletion": "Released"}
_NOT_DONE = {"purchase": "Not bought", "deletion": "Not released"}

ENDS = (*_BY_PERSON_OR_TIME.values(), *_DONE.values(), *_NOT_DONE.values())
"""Whatever begins with one of these says that a request has ended."""

OPEN_STATES = frozenset({"pending", "holding", "approved", "executing", "unknown"})


def true_word(record: Record, *, came_about: bool) -> str:
    """Return what the outcome has to begin with. came_about: whether Zendesk did what this request asked."""
    if came_about:
        return _DONE[record.kind]
    return _BY_PERSON_OR_TIME.get(record.state, _NOT_DONE[record.kind])


def is_end_of(text: str, kind: str, name: str) -> bool:
    """Whether a message tells how a request of this kind about this number ended."""
    if name not in text:
        return False
    if text.startswith((_DONE[kind], _NOT_DONE[kind])):
        return True
    return text.startswith(tuple(_BY_PERSON_OR_TIME.values())) and _NOUNS[kind] in text


def is_on_the_way(text: str, kind: str, name: str) -> bool:
    """Whether a message tells that a request of this kind is not over yet."""
    if name not in text:
        return False
    if text.startswith("Checking"):
        return ("was bought" in text) == (kind == "purchase")
    return kind == "deletion" and text.startswith(("Approved: release", "On hold: release"))


def allowed(record: Record, place: str) -> frozenset[str]:
    """Return the buttons that a card may have once its request has ended: by action id. place: as the bot names it."""
    if record.state in OPEN_STATES:
        return _ALLOWED_OPEN.get((record.state, place), frozenset())
    if place != "requester" or record.asked_again:
        return frozenset()
    if record.state == "expired" or (record.state == "failed" and record.too_late):
        return frozenset({"request.again"})
    if record.kind == "purchase" and record.state == "failed":
        return frozenset({"search.again"})
    if record.kind == "purchase" and record.state == "done" and record.details_problem:
        return frozenset({"details.retry"})
    return frozenset()


_ALLOWED_OPEN = {
    ("pending", "approvals"): frozenset({"request.approve", "request.decline", "request.details"}),
    ("pending", "requester"): frozenset({"request.withdraw", "request.details"}),
    ("holding", "approvals"): frozenset({"request.stop", "request.details"}),
    ("holding", "requester"): frozenset({"request.stop", "request.details"}),
}
