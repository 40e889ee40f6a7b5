"""What people ask for and others decide on: purchases and deletions, and what the trail says of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from bot.model.lines import Hanging, Line
from bot.model.offers import Address, Group, Money, Offer, SearchTerms
from bot.model.people import Person


class RequestState(StrEnum):
    """Where a request stands. The first five are open; `UNKNOWN` becomes `DONE` or `FAILED` by looking.

    PENDING waits for a colleague, HOLDING can still be stopped, EXECUTING is a call that may have left. The last four
    ended before anything was asked of Zendesk.
    """

    PENDING = "pending"
    HOLDING = "holding"
    APPROVED = "approved"
    EXECUTING = "executing"
    UNKNOWN = "unknown"
    DONE = "done"
    FAILED = "failed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    STOPPED = "stopped"


OPEN_STATES = frozenset(map(RequestState, ("pending", "holding", "approved", "executing", "unknown")))
"""The states in which the same cannot be asked for a second time."""


Place = Literal["requester", "approvals", "channel", "warning", "offer"]
"""Where a card stands: with whoever asked, in the channel where colleagues decide, or of a timer, in the channel it was
asked in; the warning of its end is in the thread of that, and an offered shift with whoever it was offered to."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One posted copy of a card. channel: a channel id (C… or D…); ts: Slack's id of the message."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class Budget:
    """What the monthly sum is and would be. limit: None where none is set; used_after counts the number in question."""

    limit: Money | None = None
    used_after: Money | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Details:
    """What is set on a number after it is bought. Both optional: they never stop a purchase."""

    nickname: str | None = None
    group: Group | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a purchase and a deletion have in common, as the record says. Everything people are told is told from this.

    version grows with each transition; at_ms is redis's time of the last one; reason, decision_words and outcome_words
    are plain text from people or Zendesk and need escaping. Who and when: eligible may decide (empty where nobody has
    to), as it was when it was asked; expires_ms: a decision comes too late after this; decided_by approved or declined;
    stopped_by stopped or withdrew. corrected: told as failed first, true after all; send_by_ms: the call may not leave
    after this; done_ms: when it came about; tries: attempts that ended before the call left; look_out_until_ms: until
    when what was told as failed is still watched; too_late: ended because nobody or nothing acted in time, so it can be
    asked again; asked_again: it was; view_id: the modal it was asked in.
    """

    id: str
    version: int
    state: RequestState
    requested_by: Person
    at_ms: int = 0
    requested_ms: int = 0
    reason: str = ""
    needs_approval: bool = False
    eligible: tuple[str, ...] = ()
    expires_ms: int | None = None
    decided_by: str | None = None
    decided_ms: int | None = None
    decision_words: str = ""
    stopped_by: str | None = None
    outcome_words: str | None = None
    corrected: bool = False
    send_by_ms: int | None = None
    done_ms: int | None = None
    tries: int = 0
    look_out_until_ms: int | None = None
    too_late: bool = False
    asked_again: bool = False
    view_id: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it stands in the way of another request for the same."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(Request):
    """A request to buy a number. number_id: Zendesk's id once bought; budget: as it stood when it was asked for.

    details_problem says what of the nickname and group could not be set.
    """

    kind: Literal["purchase"] = "purchase"
    offer: Offer
    terms: SearchTerms
    budget: Budget = field(default_factory=Budget)
    address: Address | None = None
    details: Details = field(default_factory=Details)
    details_done: bool = False
    details_problem: str | None = None
    number_id: int | None = None

    @property
    def subject(self) -> str:
        """What only one open request may be about."""
        return self.offer.number

    @property
    def number(self) -> str:
        """The name under which the history of the number is kept: E.164."""
        return self.offer.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Deletion(Request):
    """A request to release a number. hanging: as the card shows it.

    hold_started_ms and hold_ends_ms: None until the card with the button to stop it stands in Slack.
    """

    kind: Literal["deletion"] = "deletion"
    line: Line
    hanging: Hanging = field(default_factory=Hanging)
    hold_started_ms: int | None = None
    hold_ends_ms: int | None = None

    @property
    def subject(self) -> str:
        """What only one open request may be about."""
        return f"id:{self.line.id}"

    @property
    def number(self) -> str:
        """The name under which the history of the number is kept: E.164, or its id where it has none."""
        return self.line.number or self.subject


AnyRequest = Purchase | Deletion


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry of the audit trail: what happened to a request, by whom, and how it stood then.

    id: its place in the trail; request: the record's id; facts: whatever else was written down; "": what is missing.
    """

    id: str
    request: str
    at_ms: int
    happened: str
    by: str
    kind: str
    state: str
    number: str
    requested_by: str
    decided_by: str | None
    price: str | None
    reason: str
    words: str
    facts: dict[str, Any]
