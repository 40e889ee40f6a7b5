"""What is said of a number's release in each of the states of its request. People read "released", never "deleted"."""

from __future__ import annotations

from typing import LiteralString

from bot.cards.blocks import Text
from bot.cards.markup import Markup, at, code, day, joined, markup, prose, short
from bot.cards.request_words import LONGEST_NAME, again_words, told
from bot.model import Deletion, Line, Place, RequestState
from bot.talk.countries import country_name

NO_WAY_BACK = "Callers will hear that the number does not exist. Zendesk promises no way to get it back."

_TEMPLATES: dict[RequestState, LiteralString] = {
    RequestState.PENDING: "Release requested: {line}",
    RequestState.HOLDING: "On hold: release of {line}",
    RequestState.APPROVED: "Releasing {line}",
    RequestState.EXECUTING: "Releasing {line}",
    RequestState.UNKNOWN: "Checking {line}",
    RequestState.DONE: "Released {line}",
    RequestState.FAILED: "Not released: {line}",
    RequestState.DECLINED: "Declined: release of {line}",
    RequestState.WITHDRAWN: "Withdrawn: release of {line}",
    RequestState.EXPIRED: "Expired: release of {line}",
    RequestState.STOPPED: "Stopped: release of {line}",
}
_CORRECTED: LiteralString = "Released after all: {line}"
_APPROVED: LiteralString = "Approved: release of {line}"


def line_name(line: Line) -> str:
    """Return "+1 510-555-0199 (Support US)": plain text, to be escaped where it is shown."""
    number = short(line.display_number, LONGEST_NAME)
    nickname = line.nickname or ""
    return f"{number} ({short(nickname, LONGEST_NAME)})" if nickname.strip() else number


def headline(deletion: Deletion) -> Markup:
    """Return the words everything about this release begins with, such as "Released +1 510-555-0199"."""
    done_late = deletion.corrected and deletion.state is RequestState.DONE
    return markup(_CORRECTED if done_late else _TEMPLATES[deletion.state], line=line_name(deletion.line))


def approval_headline(deletion: Deletion) -> Markup:
    """Return what begins the message about a release that was approved and is on hold."""
    return markup(_APPROVED, line=line_name(deletion.line))


def asked_for(deletion: Deletion) -> str:
    """Return what the requester asks to do: "release +1 510-555-0199"."""
    return f"release {line_name(deletion.line)}"


def facts(line: Line) -> Markup:
    """Return what stands beside a line's name: place, kind, since when, and Zendesk's id."""
    country = country_name(line.country) if line.country else ""
    where = ", ".join(dict.fromkeys(part.strip() for part in (line.place, country) if part.strip()))
    parts = [markup("{where}", where=short(where, LONGEST_NAME))] if where else []
    if line.number is not None:
        parts.append(Markup("toll-free" if line.toll_free else "local"))
    if line.since_ms is not None:
        parts.append(day(line.since_ms, "since"))
    return joined([*parts, markup("id {id}", id=line.id)])


def explanation(deletion: Deletion, place: Place = "requester") -> Text:
    """Return what stands behind the headline, in whole sentences. place: whom they speak to."""
    match deletion.state:
        case RequestState.PENDING:
            return _to_be_approved(place)
        case RequestState.HOLDING:
            return _on_hold(deletion)
        case RequestState.APPROVED | RequestState.EXECUTING:
            return f"Zendesk is being asked to release it; it can no longer be stopped. {told(place)}"
        case RequestState.UNKNOWN:
            return "Zendesk did not answer. Checking whether the number is still in the account."
        case RequestState.DONE:
            return _after_release(deletion)
        case _:
            return prose(_not_released(deletion, place))


def done_line(deletion: Deletion) -> Markup:
    """Return when it was released and Zendesk's id, in one line."""
    released = markup("Released {at}", at=at(deletion.done_ms or deletion.at_ms))
    return joined([released, markup("number id {id}", id=deletion.line.id)])


def _to_be_approved(place: Place) -> str:
    if place == "approvals":
        return f"{NO_WAY_BACK} Once it is approved it is on hold for a while, and can still be stopped."
    return (
        "A colleague has to approve. Nothing is released before that, and you will get a message. "
        "You can withdraw it as long as nobody has decided."
    )


def _on_hold(deletion: Deletion) -> Text:
    who = "Whoever asked for it, approvers and operators can stop it."
    if deletion.hold_ends_ms is None:
        return f"The hold is about to start; its end will stand here. {who}"
    return markup(
        "{line} is released {at} unless somebody stops it. {who}",
        line=line_name(deletion.line),
        at=at(deletion.hold_ends_ms),
        who=Markup(who),
    )


def _after_release(deletion: Deletion) -> Markup:
    kept = markup(
        "Its settings as they were are in the audit trail: whoever runs talkbot can export them with {command}.",
        command=code(f"talkbot audit --number {deletion.number}"),
    )
    if deletion.outcome_words is None:
        return kept
    return markup("{words} {kept}", words=prose(deletion.outcome_words), kept=kept)


def _not_released(deletion: Deletion, place: Place) -> str:
    """Return why nothing was released, and what can be done."""
    match deletion.state:
        case RequestState.EXPIRED:
            why = "Nobody decided in time. Nothing was released."
        case RequestState.FAILED:
            why = deletion.outcome_words or "Nothing was released, and nothing is known of why."
        case RequestState.STOPPED:
            why = "Nothing was released: the number stays as it is."
        case _:
            return "Nothing was released."
    return f"{why} {again_words(deletion, place)}".strip()
