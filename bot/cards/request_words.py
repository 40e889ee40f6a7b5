"""What is said of a purchase and of a deletion alike: who asked, who decided and when, and who may decide."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.blocks import Text
from bot.cards.markup import Markup, at, group_mention, joined, markup, mention, short, until, when
from bot.model import AnyRequest, Place, RequestState

SPOKEN_TO = 5
"""People who are mentioned one by one; more of them are a crowd, which is mentioned as groups."""

LONGEST_NAME = 60
"""Characters of a nickname, a group or whatever else has a name of its own, within a sentence or a list."""

LONGEST_REASON = 500
"""Characters of a reason that somebody types: why they ask, or why they decline."""

_SHORT_ID = 4
_REASON = 300
_UNITS = (("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def short_id(request: str) -> str:
    """Return the first characters of a request's id, as people say them: "7F3K"."""
    return request[:_SHORT_ID].upper()


def reference_line(request: AnyRequest) -> Markup:
    """Return who asked and when, and the id to name it by."""
    asked = when(request.requested_ms, "Asked")
    return joined(
        [
            markup("{asked} by {who}", asked=asked, who=mention(request.requested_by.id)),
            markup("request {id}", id=short_id(request.id)),
        ]
    )


def approved_by(request: AnyRequest) -> Markup | None:
    """Return "Approved by … at …", None where nobody approved it, or nobody had to."""
    if request.decided_by is None or request.state is RequestState.DECLINED:
        return None
    return _by("Approved", request.decided_by, request.decided_ms)


def ended_by(request: AnyRequest) -> Markup | None:
    """Return which person ended it before anything was asked of Zendesk, when and why; None where nobody did."""
    match request.state:
        case RequestState.DECLINED:
            return _declined(request)
        case RequestState.WITHDRAWN:
            return _by("Withdrawn", request.stopped_by or request.requested_by.id, request.at_ms)
        case RequestState.STOPPED:
            return _by("Stopped", request.stopped_by, request.at_ms)
        case RequestState.EXPIRED:
            return markup("Expired {at}", at=at(request.expires_ms or request.at_ms))
        case _:
            return None


def can_be_asked_again(request: AnyRequest) -> bool:
    """Whether it ended only because nobody or nothing acted in time, and was not asked for again yet."""
    return _ended_late(request) and not request.asked_again


def again_words(request: AnyRequest, place: Place) -> str:
    """Return how what ended for want of time goes on, "" for everything else. place: whom it is said to."""
    if not _ended_late(request):
        return ""
    if request.asked_again:
        return "It was asked for again."
    return "Ask again if it is still wanted." if place == "requester" else "Whoever asked can ask again."


def told(place: Place) -> str:
    """Return how the outcome of what is under way will be told. place: whom it is said to."""
    if place == "requester":
        return "You will get a message with the outcome."
    return "The outcome will stand here and in the thread."


def fields_of_all(request: AnyRequest) -> list[Text]:
    """Return what stands beside the facts of either kind: why, and until when it can be decided."""
    fields: list[Text] = []
    if request.reason.strip():
        fields.append(markup("*Why*\n{reason}", reason=short(request.reason, _REASON)))
    if request.state is RequestState.PENDING and request.expires_ms is not None:
        fields.append(markup("*To be decided*\n{until}", until=until(request.expires_ms)))
    return fields


def who_may_decide(request: AnyRequest, groups: tuple[str, ...]) -> Markup:
    """Return the people who may decide, mentioned one by one up to five; more of them as the groups, each once.

    groups: ids of the user groups among the approvers. Without any the first five are named, and how many more.
    """
    if are_a_crowd(request, groups):
        return joined([group_mention(group) for group in groups], ", ")
    return named(request.eligible)


def are_a_crowd(request: AnyRequest, groups: tuple[str, ...]) -> bool:
    """Whether those who may decide are mentioned as groups."""
    return bool(groups) and len(request.eligible) > SPOKEN_TO


def named(people: tuple[str, ...]) -> Markup:
    """Return mentions of up to five people, and "and 3 more" for the rest."""
    shown = joined([mention(person) for person in people[:SPOKEN_TO]], ", ")
    more = len(people) - SPOKEN_TO
    if more > 0:
        return markup("{shown} and {more} more", shown=shown, more=f"{more:,}")
    return shown if people else Markup("nobody")


def duration(time: timedelta) -> str:
    """Return "10 minutes" or "1 hour 30 minutes": to the second, and "no time" for none."""
    left, parts = int(time.total_seconds()), []
    for name, length in _UNITS:
        count, left = divmod(left, length)
        if count > 0:
            parts.append(f"{count} {name}" if count == 1 else f"{count} {name}s")
    return " ".join(parts) or "no time"


def _ended_late(request: AnyRequest) -> bool:
    return request.state is RequestState.EXPIRED or (request.state is RequestState.FAILED and request.too_late)


def _by(done: str, person: str | None, ms: int | None) -> Markup:
    said = markup("{done} by {who}", done=done, who=mention(person) if person else Markup("somebody"))
    return said if ms is None else markup("{said} {at}", said=said, at=at(ms))


def _declined(request: AnyRequest) -> Markup:
    said = _by("Declined", request.decided_by, request.decided_ms or request.at_ms)
    words = request.decision_words
    return markup("{said}: {words}", said=said, words=short(words, LONGEST_REASON)) if words.strip() else said
