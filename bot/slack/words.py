"""The one place where errors become words for people: what happened, what it did not do, and what to do next.

Zendesk's own words are quoted as they came, in whatever language; nothing else of an error's inside is shown. The
words are plain text in which people and user groups may be mentioned (`bot.cards.markup.prose`).
"""

from __future__ import annotations

import math
from http import HTTPStatus

from bot.cards.markup import at
from bot.cards.slack_trouble import TROUBLE
from bot.errors import (
    AlreadyDecided,
    BotError,
    Busy,
    ChangeMovedOn,
    FileNotSent,
    NotAllowed,
    NotOffered,
    NotShown,
    NotUnderstood,
    Outdated,
    PurchaseUncertain,
    RecordUnreadable,
    SetChanged,
    StoreUnavailable,
    TimerMovedOn,
    TooLateToDecide,
    ZendeskCrowded,
    ZendeskNotFound,
    ZendeskRefused,
    ZendeskThrottled,
    ZendeskUnauthorised,
    ZendeskUnavailable,
)
from bot.slack.timer_moved import timer_moved_on
from bot.talk.quoting import outside

_LONGEST_QUOTE = 300
_SECONDS_A_MINUTE = 60
_UNAUTHENTICATED = 401
# After these nothing can have been bought by what was just asked, if whoever catches them says so.
_ABOUT_A_CALL = (ZendeskRefused, ZendeskUnauthorised, ZendeskThrottled, ZendeskUnavailable, StoreUnavailable, Outdated)

# What is said of what is gone or too old, by what it is, and what to do.
_TOO_OLD = {
    "changes": (
        "I no longer have the record of this change.",
        "It ended more than a month ago; “/talk history” has it.",
    ),
    "timers": ("I no longer have the record of this.", "It ended more than a month ago; “/talk history” has it."),
    "requests": ("I no longer have the record of this request.", "It ended more than a month ago."),
    "facts about this number": ("What is shown here is more than an hour old.", "Begin again with “/talk delete”."),
    "values in this form": (
        "This form is more than an hour old. Nothing was changed.",
        "Open the number again with “/talk edit”.",
    ),
    "on-call sets": ("This on-call set is gone: somebody deleted it.", "“/talk oncall” shows those there are."),
    "forms for on-call sets": (
        "This form is more than an hour old, and I no longer have it. Nothing was saved.",
        "Begin again with “/talk oncall sets”.",
    ),
    "choices for a shift": (
        "This form is more than an hour old. Nothing was changed.",
        "Begin again with “/talk oncall start”.",
    ),
    "choices for voicemail": (
        "What was chosen here is more than an hour old, or was changed since. Nothing was switched.",
        "Begin again with “/talk voicemail”.",
    ),
    "choices for several numbers": (
        "What was chosen here is more than an hour old, and I no longer have it. Nothing was changed.",
        "Begin again with “/talk list”.",
    ),
}


def words(
    error: BaseException, *, ref: str | None = None, nothing_bought: bool = True, nothing_released: bool = False
) -> str:
    """Return whole sentences for people about any error.

    ref: the short id under which an error that is ours was logged; nothing_bought: whether that is true where this
    happened, so that it can be said; pass False once an order may have left; nothing_released: the same of a release.
    """
    if isinstance(error, TROUBLE):
        return "Slack did not take my answer. Try again."
    expected = _expected(error)
    if expected is None:
        return _unexpected(ref, nothing_bought=nothing_bought)
    happened, next_step = expected
    said = [happened]
    if isinstance(error, StoreUnavailable) and error.may_stand:
        # Whatever the caller believes: the answer may have been lost after the record was written.
        nothing_bought = nothing_released = False
    if nothing_bought and isinstance(error, _ABOUT_A_CALL):
        said.append("Nothing was bought.")
    if nothing_released and isinstance(error, _ABOUT_A_CALL):
        said.append("Nothing was released.")
    return " ".join(sentence for sentence in (*said, next_step) if sentence)


def record_words(error: BotError) -> str:
    """Return the sentences a record keeps: they are shown under "Not bought" or "Bought", which says the rest."""
    return words(error, nothing_bought=False)


def _expected(error: BaseException) -> tuple[str, str] | None:
    """Return what happened and what to do next, None for an error nobody expects."""
    match error:
        case NotUnderstood(problem=problem, suggestion=suggestion):
            if suggestion == "help":
                return problem, "“/talk help” shows what I can do."
            return problem, f"Did you mean “/talk {suggestion}”?" if suggestion else ""
        case NotAllowed(reason=reason) | NotOffered(reason=reason):
            return reason, ""
        case AlreadyDecided() | TooLateToDecide() | Outdated() | ChangeMovedOn() | TimerMovedOn() | SetChanged():
            return _too_late(error)
        case Busy() | StoreUnavailable() | RecordUnreadable() | NotShown() | FileNotSent():
            return _on_our_way(error)
        case _:
            return _of_zendesk(error)


def _on_our_way(error: Busy | StoreUnavailable | RecordUnreadable | NotShown | FileNotSent) -> tuple[str, str]:
    """Return what happened between here, our own records and Slack."""
    if isinstance(error, Busy):
        return "I have more to do at once than I can answer in time. Nothing came of this.", "Try again in a minute."
    if isinstance(error, FileNotSent):
        return _of_file(error.problem)
    if isinstance(error, RecordUnreadable):
        return (
            "I cannot read my own record of this: another version of me wrote it, or it was damaged.",
            "Look in Zendesk how things stand, and tell whoever runs talkbot.",
        )
    if isinstance(error, NotShown):
        return "That is recorded, but I cannot show right now how things stand.", "Look again in a minute."
    away = "I cannot reach my own records right now."
    if not error.may_stand:
        return away, "Try again in a minute; if it stays, tell whoever runs talkbot."
    return away, (
        "What you did may be recorded all the same: look in a minute how things stand, and do it again if nothing has "
        "changed. It never counts twice. If it stays, tell whoever runs talkbot."
    )


def _of_file(problem: str) -> tuple[str, str]:
    if problem == "missing_scope":
        return "Slack does not let me send files.", (
            "Whoever runs talkbot has to add the scope files:write to the app, as “talkbot manifest” shows it, "
            "and to install it again."
        )
    return "Slack did not take the file.", "Try again in a minute."


def _too_late(
    error: AlreadyDecided | TooLateToDecide | Outdated | ChangeMovedOn | TimerMovedOn | SetChanged,
) -> tuple[str, str]:
    if isinstance(error, AlreadyDecided | ChangeMovedOn | TimerMovedOn):
        return _who_was_first(error), ""
    if isinstance(error, SetChanged):
        when = at(error.at_ms).text
        said = f"The on-call set “{outside(error.name)}” was edited by <@{error.by}> {when}, after you opened it."
        return said, "Nothing of yours was saved. Open it again to see how it is now."
    if isinstance(error, TooLateToDecide):
        return f"The time to decide this was over {at(error.expired_ms).text}.", "Whoever asked can ask again."
    if error.what in _TOO_OLD:
        return _TOO_OLD[error.what]
    again = f"“/talk search {error.search_text}”" if error.search_text else "“/talk search”"
    return f"These {error.what} are too old to use: numbers go quickly.", f"Search again with {again}."


def _who_was_first(error: AlreadyDecided | ChangeMovedOn | TimerMovedOn) -> str:
    if isinstance(error, AlreadyDecided):
        return _already(error)
    return timer_moved_on(error) if isinstance(error, TimerMovedOn) else _moved_on(error)


def _already(error: AlreadyDecided) -> str:
    """Return who, or what, was first, for somebody whose click came later."""
    by = f" by <@{error.by}>" if error.by else ""
    when = at(error.at_ms).text
    if error.state == "expired":
        said = f"That request was over {when}: nobody decided in time. Whoever asked can ask again."
    elif ended := _ENDED.get(error.state):
        said = f"That request was already {ended}{by} {when}."
    elif error.state == "pending":
        said = "That button is from an earlier state of this request. Its card shows what can be done now."
    elif not error.stopping:
        said = f"That request was already approved{by} {when}."
    elif error.state == "failed":
        # Whether its hold was over, or never began, is not known here.
        said = "There is nothing to stop any more: it ended without a release. The request's card says why."
    elif error.state == "done":
        said = "It is too late to stop this: the hold was over. The request's card says what became of it."
    else:
        said = "It is too late to stop this: the hold is over, and Zendesk is being asked to release the number."
    return said


def _moved_on(error: ChangeMovedOn) -> str:
    """Return who, or what, was before a click on a change."""
    by = f" by <@{error.by}>" if error.by else ""
    when = at(error.at_ms).text
    match error.state:
        case "undone":
            return f"This was undone already{by} {when}. The card of that says where it stands."
        case "restored":
            return f"This was restored already{by} {when}. The card of that says where it stands."
        case "running":
            return "That button is from an earlier state: the change is being carried out. Its card follows."
        case "halted":
            return "That button is from an earlier state: the change waits for somebody to decide how to go on."
        case "stopped":
            return f"That button is from an earlier state: the change was stopped{by} {when}. Its card says more."
        case _:
            return "That button is from an earlier state: the change is done. Its card says what can be done now."


# Ends that nothing of Zendesk's has a part in, as a late click hears them.
_ENDED = {
    "declined": "declined",
    "withdrawn": "withdrawn",
    "stopped": "stopped",
}


def _of_zendesk(error: BaseException) -> tuple[str, str] | None:
    match error:
        case ZendeskNotFound():
            return (
                "Zendesk does not know it: it may have been removed or sold meanwhile.",
                "Search again, or look in Zendesk (Admin Center, Channels, Talk).",
            )
        case ZendeskRefused():
            return f"Zendesk refused: {_reasons(error)}.", _remedy(error)
        case ZendeskUnauthorised(status=status, problem=problem):
            return (
                f"Zendesk did not let talkbot in: {_quoted(problem)}. {_why_not_let_in(status)}",
                "Tell whoever runs talkbot.",
            )
        case _:
            return _without_answer(error)


def _without_answer(error: BaseException) -> tuple[str, str] | None:
    match error:
        case ZendeskCrowded():
            return (
                "More people wait for Zendesk through me right now than it answers in time.",
                "Try again in a minute.",
            )
        case ZendeskThrottled(retry_after=seconds):
            return "Zendesk takes no more requests from this account right now.", f"Try again {_in(seconds)}."
        case ZendeskUnavailable():
            return _away(error), "Try again in a minute."
        case PurchaseUncertain():
            return (
                "Zendesk did not answer the order.",
                "Checking whether the number was bought; nothing will be ordered again.",
            )
        case _:
            return None


def _away(error: ZendeskUnavailable) -> str:
    if not error.sent:
        return "Zendesk could not be reached."
    if error.status is None:
        return "Zendesk gave no answer."
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "Zendesk is having trouble right now."
    return "Zendesk gave an answer that I cannot read."


def _why_not_let_in(status: int) -> str:
    if status == _UNAUTHENTICATED:
        return "Its credentials for Zendesk are not accepted."
    return "Its role, scope or plan in Zendesk does not allow this, or the account is on trial."


def _unexpected(ref: str | None, *, nothing_bought: bool) -> str:
    logged = "It is logged; nothing was bought." if nothing_bought else "It is logged."
    return f"Something broke on our side{f' (ref {ref})' if ref else ''}. {logged}"


def _reasons(error: ZendeskRefused) -> str:
    """Return Zendesk's words for what is wrong: those about the fields where it names fields, else its summary."""
    said = dict.fromkeys(words_of_field for _, words_of_field in error.details if words_of_field.strip())
    return ", ".join(map(_quoted, list(said)[:3])) or _quoted(error.problem)


def _remedy(error: ZendeskRefused) -> str:
    """Return what to do about a refusal, by the field Zendesk names; its words may be in any language."""
    fields = " ".join((*(field for field, _ in error.details), *(said for _, said in error.details), error.problem))
    if "address" in fields.casefold():
        return "Add a fitting address in Zendesk (Admin Center, Channels, Talk, Addresses), then try again."
    if "token" in fields.casefold():
        return "Search again: the number may be gone, or the results too old."
    if any(field == "base" for field, _ in error.details):
        return "Search again and pick another number; if that is refused too, look in Zendesk (Admin Center, Talk)."
    return "Change what it names, then try again."


def _quoted(text: str) -> str:
    """Return Zendesk's words in quotation marks, on one line, without the full stop that ours will set."""
    return f"“{outside(text, _LONGEST_QUOTE).rstrip('.') or 'no reason given'}”"


def _in(seconds: float | None) -> str:
    if seconds is None:
        return "in a minute"
    if seconds <= _SECONDS_A_MINUTE:
        return f"in {max(1, math.ceil(seconds))} seconds" if seconds > 1 else "in a second"
    return f"in {math.ceil(seconds / _SECONDS_A_MINUTE)} minutes"
