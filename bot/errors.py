"""The errors this product expects, told apart by whose problem it is.

Anything that is not a BotError is a bug: it is logged with its traceback and told with a short id.
The words people read are not here but in `bot.slack.words`; an error carries what those words need.

    BotError
    ├─ UserError                    the person can fix it
    │  ├─ NotUnderstood             the command or a field made no sense
    │  ├─ NotAllowed                who asks may not do this
    │  ├─ Outdated                  results, or a view, older than what they stand for
    │  ├─ NotOffered                what was picked cannot be bought or released, and why
    │  ├─ ChangeMovedOn             a button of a change from before somebody's decision, or its end
    │  ├─ SetChanged                an on-call set that somebody else edited meanwhile
    │  ├─ TimerMovedOn              likewise of a timer or a shift, or a shift that somebody has already
    │  │  └─ ShiftTaken             that, with its name
    │  ├─ AlreadyDecided            somebody, or time, was first
    │  └─ TooLateToDecide           the request's time to be decided is over
    ├─ ZendeskError                 Zendesk's answer, or none
    │  ├─ ZendeskRefused            4xx with a reason; the request itself was wrong
    │  │  └─ ZendeskNotFound        404
    │  ├─ ZendeskUnauthorised       401, 403: the operator's problem
    │  ├─ ZendeskThrottled          429 for longer than we wait
    │  │  └─ ZendeskCrowded         too many calls of ours wait for an answer already
    │  ├─ ZendeskUnavailable        5xx, no connection, no answer, or one that cannot be read
    │  └─ PurchaseUncertain         the order left and no answer came: looked up, never sent again
    ├─ Busy                         too much is under way here; nothing of what was asked was begun
    ├─ StoreUnavailable             redis is away or too slow: fail closed
    ├─ RecordUnreadable             a record of another version, or a damaged one
    ├─ NotShown                     what was clicked is recorded, but cannot be shown right now
    └─ FileNotSent                  Slack did not take a file
"""

from __future__ import annotations

from dataclasses import dataclass, field


class BotError(Exception):
    """An expected failure; never shown to people as it is, `bot.slack.words` has the words."""

    def __str__(self) -> str:
        """Name the error and its data, for the log; subclasses carry no secrets."""
        data = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({data})"


class UserError(BotError):
    """Something the person can put right."""


@dataclass(eq=False)
class NotUnderstood(UserError):
    """Input that made no sense.

    problem: a whole sentence for people; suggestion: a command they may have meant, ready to type; field: the input
    it belongs to, where there is one.
    """

    problem: str
    suggestion: str | None = None
    field: str | None = None


@dataclass(eq=False)
class NotAllowed(UserError):
    """Who asks may not do this. reason: a whole sentence for people, with whom to turn to."""

    reason: str


@dataclass(eq=False)
class Outdated(UserError):
    """What the person acts on is gone or too old. search_text: the /talk text that would make it anew, if known."""

    what: str
    search_text: str | None = None


@dataclass(eq=False)
class NotOffered(UserError):
    """The number picked cannot be bought or released here. reason: a whole sentence for people, with a next step."""

    reason: str


@dataclass(eq=False)
class AlreadyDecided(UserError):
    """What was clicked is decided. state: what the request is by now; by: who decided, None where nobody did.

    at_ms: when, in redis's milliseconds; stopping: whether it was to be stopped, rather than decided.
    """

    state: str
    by: str | None
    at_ms: int
    stopping: bool = False


@dataclass(eq=False)
class ChangeMovedOn(UserError):
    """A button of a change that shows an earlier state. state: "undone", "restored", or where the change stands by now.

    by: who undid, restored or stopped it, None where nobody did; at_ms: when, or when anything last happened to it.
    """

    state: str
    by: str | None
    at_ms: int


@dataclass(eq=False)
class TimerMovedOn(UserError):
    """A button of a timer that shows an earlier state, or a shift that somebody has.

    state: where the timer stands by now, a `TimerState`, or "settled" where nothing is left to decide, "taken" where
    somebody has the shift, "offer over"; by: who that is, or who ended it, None where nobody did; at_ms: since when.
    """

    state: str
    by: str | None
    at_ms: int


@dataclass(eq=False)
class ShiftTaken(TimerMovedOn):
    """A shift that somebody has, or had: state is then as of `TimerMovedOn`.

    by: who, at_ms: since when; name: of the set; mine: whether it is who asks.
    """

    name: str = ""
    mine: bool = False


@dataclass(eq=False)
class SetChanged(UserError):
    """An on-call set that was edited since it was opened, so that nothing was saved.

    set_id, name: of the set as it is now; by: the Slack id of who edited it; at_ms: when, in redis's milliseconds.
    """

    set_id: str
    name: str
    by: str
    at_ms: int


@dataclass(eq=False)
class TooLateToDecide(UserError):
    """Nobody decided in time. expired_ms: when that time was over, in redis's milliseconds."""

    expired_ms: int


class ZendeskError(BotError):
    """Zendesk refused, was away, or could not be understood."""


@dataclass(eq=False)
class ZendeskRefused(ZendeskError):
    """4xx that says what is wrong with the request.

    status: HTTP status; problem: Zendesk's own words, localised by Zendesk; details: (field or "base", words) pairs
    from a 422 body, empty elsewhere; code: Zendesk's `error` word such as RecordInvalid, where the body has one.
    """

    status: int
    problem: str
    details: tuple[tuple[str, str], ...] = ()
    code: str | None = None


@dataclass(eq=False)
class ZendeskNotFound(ZendeskRefused):
    """404: the number, or whatever was asked for, is not there."""


@dataclass(eq=False)
class ZendeskUnauthorised(ZendeskError):
    """401 or 403: credentials, role, scope, plan or trial. problem: Zendesk's own words."""

    status: int
    problem: str


@dataclass(eq=False)
class ZendeskThrottled(ZendeskError):
    """429 beyond the time we may wait. retry_after: seconds as Zendesk said, None where it did not."""

    retry_after: float | None = None


@dataclass(eq=False)
class ZendeskCrowded(ZendeskThrottled):
    """More calls of this process wait for Zendesk than it answers in time; this one never left."""


@dataclass(eq=False)
class ZendeskUnavailable(ZendeskError):
    """No usable answer. problem: what happened, for the log; status: HTTP status where there was an answer.

    sent: whether anything may have reached Zendesk; False means that nothing left this machine.
    """

    problem: str
    status: int | None = None
    sent: bool = True


@dataclass(eq=False)
class PurchaseUncertain(ZendeskError):
    """The order left and its outcome is not known. It must be looked up and never sent again."""

    problem: str
    status: int | None = None


class Busy(BotError):
    """So much is under way in this process that no more is taken on; nothing of what was asked was begun."""


@dataclass(eq=False)
class StoreUnavailable(BotError):
    """redis did not answer in time, or at all.

    problem: for the log, without address or password; may_stand: whether something was to be written, and may be.
    """

    problem: str = field(default="redis did not answer")
    may_stand: bool = False


@dataclass(eq=False)
class RecordUnreadable(BotError):
    """A record of ours cannot be read: another version wrote it, or it was damaged. what: its kind, for the log."""

    what: str


@dataclass(eq=False)
class NotShown(BotError):
    """What was clicked is recorded, but how things stand now cannot be shown. problem: for the log."""

    problem: str


@dataclass(eq=False)
class FileNotSent(BotError):
    """Slack did not take a file, and nothing of it stands anywhere. problem: Slack's word for why, for the log."""

    problem: str
