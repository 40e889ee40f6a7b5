"""What approvers see beside the card: the form to decline with a reason, and everything that is known of a request."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, View, context, header, input_block, modal, section, text_input
from bot.cards.hanging_words import hanging_on
from bot.cards.markup import Markup, markup, mention
from bot.cards.offer_words import address_needed, capabilities
from bot.cards.request_parts import decision_line, explanation, facts, fields, headline, question
from bot.cards.request_words import LONGEST_REASON, reference_line, who_may_decide
from bot.cards.trail_words import in_timeline
from bot.model import AnyRequest, Deletion, Purchase, RequestState, TrailEntry

ENTRIES_SHOWN = 40
"""Entries of a request's own trail: more than any request has that did not go wrong for hours."""


def decline_form(request: AnyRequest) -> View:
    """Return the form that asks why. Input reason/reason.type; metadata: `request` and the `version` it is of."""
    return modal(
        "Decline",
        [
            section(markup("*{question}*  {facts}", question=question(request), facts=facts(request))),
            input_block(
                "Why do you decline it?",
                text_input("reason.type", longest=LONGEST_REASON, multiline=True),
                block_id="reason",
            ),
            context(
                markup(
                    "{who} gets this as a message, and it stands on the card in the approval channel.",
                    who=mention(request.requested_by.id),
                )
            ),
        ],
        callback_id="request.decline",
        metadata={"request": request.id, "version": request.version},
        submit="Decline",
        close="Cancel",
    )


def details(request: AnyRequest, entries: Sequence[TrailEntry], groups: tuple[str, ...]) -> View:
    """Return everything there is to know: the facts, who may decide, and what happened so far.

    entries: the request's own, oldest first; groups: ids of the approver user groups.
    """
    decided = decision_line(request)
    return modal(
        "Request",
        [
            section(markup("*{headline}*  {facts}", headline=headline(request), facts=facts(request))),
            section(explanation(request, "approvals")),
            *_everything(request),
            *_deciders(request, groups),
            *([context(decided)] if decided else []),
            context(reference_line(request)),
            header("What happened"),
            *_timeline(entries),
        ],
        callback_id="request.details",
        close="Close",
    )


def _everything(request: AnyRequest) -> list[Block]:
    if isinstance(request, Purchase):
        offer = request.offer
        more = markup(
            "Capabilities: {capabilities}\nAddress needed: {address}",
            capabilities=capabilities(offer),
            address=address_needed(offer),
        )
        return [*fields(request), section(more)]
    return [*fields(request), *_hanging(request)]


def _hanging(deletion: Deletion) -> list[Block]:
    """Return what hung on the number where the facts of this state leave it out: here it is part of the record."""
    shown = deletion.state in (RequestState.PENDING, RequestState.HOLDING)
    return [] if shown else [section(hanging_on(deletion.hanging))]


def _deciders(request: AnyRequest, groups: tuple[str, ...]) -> list[Block]:
    if not request.needs_approval:
        return [section("Nobody had to approve this.")]
    who = who_may_decide(request, groups)
    return [
        section(markup("*May decide*\n{who}, not {requester}", who=who, requester=mention(request.requested_by.id)))
    ]


def _timeline(entries: Sequence[TrailEntry]) -> list[Block]:
    if not entries:
        return [section("Nothing is written down of it any more, or not yet.")]
    shown = entries[-ENTRIES_SHOWN:]
    left = len(entries) - len(shown)
    before: list[Markup] = [markup("{left} earlier entries are not shown.", left=f"{left:,}")] if left else []
    return [*map(context, before), *(context(in_timeline(entry)) for entry in shown)]
