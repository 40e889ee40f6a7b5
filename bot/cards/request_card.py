"""The standing card of a request, and the messages that tell people of it: an edited card notifies nobody.

A card stands in two places, in the direct messages of whoever asked and in the approval channel. It has buttons only as
long as what they do is possible there; once it is decided it says who, what and when. Messages never change, so they
have no button whose time could pass.
"""

from __future__ import annotations

from bot.cards.blocks import Message, Text, context, message, section
from bot.cards.deletion_words import approval_headline
from bot.cards.markup import Markup, channel_mention, code, joined, markup, mention, until
from bot.cards.offer_words import a_month
from bot.cards.request_buttons import on_card
from bot.cards.request_parts import asked_for, decision_line, explanation, facts, fields, headline, question, spoken
from bot.cards.request_words import (
    approved_by,
    are_a_crowd,
    ended_by,
    named,
    reference_line,
    who_may_decide,
)
from bot.model import AnyRequest, Deletion, Place, Purchase, RequestState

__all__ = ["card", "channel_trouble", "outcome", "reminder", "thread_note", "who_may_decide"]

_HOW_TO_STOP = "To stop it, press Stop deletion on the card above or in App Home."


def card(request: AnyRequest, place: Place, groups: tuple[str, ...]) -> Message:
    """Return the card as it is to stand now. groups: ids of the approver user groups.

    While somebody has to decide it mentions who may, so that its first post in the channel notifies them.
    """
    first = question(request) if _is_to_be_decided(request, place) else headline(request)
    decided, waits = decision_line(request), _waits_for(request, groups)
    blocks = [
        section(markup("*{first}*  {facts}", first=first, facts=facts(request))),
        *fields(request),
        section(explanation(request, place)),
        *on_card(request, place),
        *([context(decided)] if decided else []),
        context(joined([reference_line(request), *([waits] if waits else [])])),
    ]
    return message(spoken(joined([first, facts(request)]), decided, explanation(request, place), waits), blocks)


def outcome(request: AnyRequest) -> Message:
    """Return what tells the requester how it ended, beginning with the word that says it.

    That is Bought, Released, Declined and so on; until it has ended Checking, and for a release on hold Approved or,
    where nobody had to approve it, On hold.
    """
    return _news(request, _outcome_facts(request), "requester")


def thread_note(request: AnyRequest) -> Message:
    """Return the same news as a reply to the card in the approval channel; it mentions whoever asked."""
    asked = markup("asked for by {who}", who=mention(request.requested_by.id))
    return _news(request, [*_done_facts(request), asked], "approvals")


def reminder(request: AnyRequest, groups: tuple[str, ...]) -> Message:
    """Return a reply to the card that still waits: up to five people are mentioned, never a group.

    groups: ids of the approver user groups; with any, the people beyond five are said to be of them.
    """
    said = markup(
        "Still waiting for one of {who}{more} to decide on this request to {what}",
        who=named(request.eligible),
        more=Markup(" of the approver groups" if are_a_crowd(request, groups) else ""),
        what=asked_for(request),
    )
    if request.expires_ms is not None:
        said = markup("{said}, {until}", said=said, until=until(request.expires_ms))
    return message(said + Markup("."), [section(said + Markup("."))])


def channel_trouble(request: AnyRequest, channel: str) -> Message:
    """Return what tells the requester that the card cannot be posted to the approval channel, and what to do."""
    said = markup(
        "I cannot post your request in {channel}. Nothing is lost: it waits, and it is posted as soon as I can. "
        "Invite me there with {invite}. Until then an approver can decide it in my App Home, or with {pending}.",
        channel=channel_mention(channel),
        invite=code("/invite @talkbot"),
        pending=code("/talk pending"),
    )
    title = markup("*{headline}*", headline=headline(request))
    return message(spoken(headline(request), said), [section(title), section(said), context(reference_line(request))])


def _is_to_be_decided(request: AnyRequest, place: Place) -> bool:
    return place == "approvals" and request.state is RequestState.PENDING


def _waits_for(request: AnyRequest, groups: tuple[str, ...]) -> Markup | None:
    if request.state is not RequestState.PENDING:
        return None
    waits = markup("waits for one of {who}", who=who_may_decide(request, groups))
    if not are_a_crowd(request, groups):
        return waits
    # A group may contain whoever asked; those who are named one by one never do.
    return markup("{waits}, not {who}", waits=waits, who=mention(request.requested_by.id))


def _news(request: AnyRequest, facts: list[Markup], place: Place) -> Message:
    first, rest = _first(request), _sentences(request, place)
    title = joined([markup("*{first}*", first=first), *facts])
    return message(spoken(joined([first, *facts]), *rest), [section(title), *map(section, rest)])


def _first(request: AnyRequest) -> Markup:
    if isinstance(request, Deletion) and request.state is RequestState.HOLDING and request.decided_by is not None:
        return approval_headline(request)
    return headline(request)


def _sentences(request: AnyRequest, place: Place) -> list[Text]:
    """Return what is said below the first line, which is nothing where the card above says it and may still change."""
    if isinstance(request, Purchase) and request.state is RequestState.DONE and request.details_problem is None:
        return []
    by = [each for each in (approved_by(request), ended_by(request)) if each is not None]
    who = by if request.state is RequestState.HOLDING or ended_by(request) else []
    how = [_HOW_TO_STOP] if request.state is RequestState.HOLDING else []
    return [*who, explanation(request, place), *how]


def _outcome_facts(request: AnyRequest) -> list[Markup]:
    if isinstance(request, Purchase) and request.state is RequestState.DONE and request.details_problem is not None:
        # Said after the purchase was told: with the price again it would read like a second one.
        return [Markup("not finished yet, press Retry on the card above")]
    return _done_facts(request)


def _done_facts(request: AnyRequest) -> list[Markup]:
    if request.state is not RequestState.DONE:
        return []
    number_id = request.number_id if isinstance(request, Purchase) else request.line.id
    price = [markup("{price}", price=a_month(request.offer))] if isinstance(request, Purchase) else []
    return [*price, *([markup("number id {id}", id=number_id)] if number_id is not None else [])]
