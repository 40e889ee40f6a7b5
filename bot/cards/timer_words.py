"""What is said of a timer below its headline: until when, what has to be decided, who has its lines by now, its end."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.change_words import OPEN, counted_lines, halted_words, line_called
from bot.cards.markup import Markup, at, joined, markup, mention, short, until, when
from bot.cards.request_words import LONGEST_REASON, duration, short_id
from bot.cards.shift_words import called
from bot.cards.timer_headline import headline, stands
from bot.cards.timer_lines import conflict_of, drift_of, outside_shown
from bot.model import Change, ChangeState, LineStatus, Timer, TimerState
from bot.talk.numbering import international
from bot.talk.timer_look import TimerLook

LATE = timedelta(minutes=30)
"""So much after its end a timer is said to have been put back late."""

_NAMED = 3
_OUTSIDE = 10
_OUTCOME = 200
_MINUTE = timedelta(minutes=1)
_DECIDE = Markup("Keep theirs, or set it again?")


def tail(look: TimerLook) -> Markup:
    """Return what stands behind the headline, with what leads to it: until when, whose it is, and why."""
    timer = look.timer
    lasts = [until(timer.until_ms) if timer.until_ms is not None else Markup("no end")]
    ended = look.is_ending or not stands(look)
    said = joined(
        [
            *([] if ended else lasts),
            *([mention(timer.owner)] if timer.kind == "voicemail" else [Markup(counted_lines(len(timer.lines)))]),
            *([markup("{reason}", reason=short(timer.reason, LONGEST_REASON))] if timer.reason.strip() else []),
        ]
    )
    leads = " · " if ended or timer.until_ms is None else " "
    return markup("{leads}{said}", leads=Markup(leads), said=said)


def how_far(look: TimerLook) -> Markup | None:
    """Return "37 of 200 done", while calls are to come for several lines."""
    change, every = look.current, len(look.timer.lines)
    if not look.is_under_way or every == 1:
        return None
    of = len(change.lines) if change else every
    done = of - change.count(*OPEN) if change else 0
    return markup("{done} of {all} done", done=f"{done:,}", all=f"{of:,}")


def explanations(look: TimerLook, *, beside_lines: bool = False) -> list[Markup]:
    """Return what somebody has to know or decide, each in whole sentences, the most pressing first.

    beside_lines: whether it stands beside the words of every line, which need not be said twice.
    """
    change = look.current
    said: list[Markup | None] = []
    if change is not None and change.state is ChangeState.HALTED:
        said.append(markup("{why}", why=halted_words(change)))
    if change is not None and change.state is not ChangeState.RUNNING:
        said += [_conflicts(look, change), _failures(look, change)]
    if look.timer.state is TimerState.FAILED and (change is None or not _failures(look, change)):
        said.append(Markup("It could not be put back. Look at the lines in Zendesk."))
    said += [_to_decide(look) if beside_lines else drifts(look), taken_over(look), _offer(look.timer), late(look)]
    if look.timer.state is TimerState.KEPT:
        said.append(Markup("It stays so until somebody changes it."))
    return [each for each in said if each is not None]


def drifts(look: TimerLook) -> Markup | None:
    """Return what somebody else changed meanwhile, as the watch saw it: "Support UK: voicemail was switched on …"."""
    timer = look.timer
    drifted = [timed for timed in timer.lines if timed.drift] if timer.state is TimerState.ACTIVE else []
    if not drifted:
        return None
    shown = [
        markup("{line}: {what}.", line=line_called(timed.line), what=drift_of(look, timed))
        for timed in drifted[:_NAMED]
    ]
    more = len(drifted) - _NAMED
    rest = [markup("So it is on {lines} more.", lines=f"{more:,}")] if more > 0 else []
    return joined([*shown, *rest, _DECIDE], "\n")


def taken_over(look: TimerLook) -> Markup | None:
    """Return who has lines of it by now, as they were set again by a later one."""
    taken = [timed for timed in look.timer.lines if look.taken(timed)]
    if not taken:
        return None
    ids = {
        hold.timer for timed in taken for key, hold in look.others.get(timed.line.id, {}).items() if key in timed.wanted
    }
    people = dict.fromkeys(look.later[each].owner for each in sorted(ids) if each in look.later)
    who = joined([mention(person) for person in list(people)[:_NAMED]], ", ") if people else Markup("Somebody")
    what = line_called(taken[0].line) if len(taken) == 1 else counted_lines(len(taken))
    return markup(
        "{who} set {what} anew since, so nothing is put back there at the end of this.",
        who=who,
        what=what,
    )


def late(look: TimerLook) -> Markup | None:
    """Return by how much it was put back late, None where it was in time, or where a person decided how it ends."""
    timer = look.timer
    if timer.until_ms is None or timer.turned_ms is None or timer.ended_by is not None:
        return None
    # Zendesk may have been away at its time; what people thought over meanwhile was late through nobody's fault.
    waited = timer.state is TimerState.REVERTED and not (look.back and look.back.stage)
    done_ms = (timer.ended_ms if waited else None) or timer.turned_ms
    delay = timedelta(milliseconds=done_ms - timer.until_ms)
    if delay <= LATE:
        return None
    by = duration(timedelta(minutes=delay // _MINUTE))
    return markup("That was late by {by}: it was to end {at}.", by=by, at=at(timer.until_ms))


def ended_line(look: TimerLook) -> Markup | None:
    """Return who or what ended it, and when; None while it has not."""
    timer = look.timer
    if not look.is_ending:
        return None
    turned = at(timer.turned_ms or timer.ended_ms or timer.at_ms)
    if timer.ended_by is None:
        return markup("Its time was over {at}", at=turned)
    done = "Shift ended" if timer.kind == "shift" else "Turned back"
    return markup("{done} by {who} {at}", done=done, who=mention(timer.ended_by), at=turned)


def outside_line(timer: Timer) -> Markup | None:
    """Return to which numbers beyond the account calls go, None where to none; people's own are masked."""
    if not timer.outside:
        return None
    every = outside_shown(timer)
    shown = ", ".join(short(international(number), _OUTCOME) for number in every[:_OUTSIDE])
    more = len(every) - _OUTSIDE
    rest = f" and {more:,} more" if more > 0 else ""
    go = "went" if timer.state is TimerState.REVERTED else "can go"
    return markup(
        "Calls {go} to {numbers}{rest}, beyond the numbers of this account.", go=go, numbers=shown, rest=Markup(rest)
    )


def reference(timer: Timer) -> Markup:
    """Return who began it and when, and the id to name it by."""
    kind = "shift" if timer.kind == "shift" else "timer"
    return joined(
        [
            markup("Begun by {who} {at}", who=mention(timer.by.id), at=at(timer.begun_ms or timer.at_ms)),
            markup("{kind} {id}", kind=kind, id=short_id(timer.id)),
        ]
    )


def ends_soon(look: TimerLook) -> Markup:
    """Return what is said a quarter of an hour before the end, to whoever has it."""
    timer = look.timer
    ends = when(timer.until_ms or 0, "ends")
    if timer.kind == "shift":
        return markup(
            "Your shift “{set}” {ends}. Hand it over, or give it more time; else its lines are handed back by "
            "themselves.",
            set=called(timer.set_name),
            ends=ends,
        )
    return markup("{headline}, which {ends}. Then it is turned back.", headline=headline(look), ends=ends)


def _to_decide(look: TimerLook) -> Markup | None:
    return _DECIDE if drifts(look) is not None else None


def _conflicts(look: TimerLook, change: Change) -> Markup | None:
    lines = [line for line in change.lines if line.status is LineStatus.CONFLICT]
    if not lines:
        return None
    after = Markup("Left as it is." if len(lines) == 1 else "They are left as they are.")
    if len(lines) > _NAMED:
        return markup("{count} lines were changed in Zendesk meanwhile. {after}", count=f"{len(lines):,}", after=after)
    said = [
        markup(
            "{line} was changed in Zendesk meanwhile ({what} since).",
            line=line_called(line.line),
            what=conflict_of(look, line),
        )
        for line in lines
    ]
    return joined([*said, after], " ")


def _failures(look: TimerLook, change: Change) -> Markup | None:
    failed = change.count(LineStatus.REFUSED, LineStatus.STOPPED)
    missed = sum(bool(line.not_taken) for line in change.lines)
    if not failed and not missed:
        return None
    to_do = "put back" if look.is_ending else "set"
    if failed and len(change.lines) == 1:
        words = change.lines[0].words or change.words or "Nothing was sent to Zendesk."
        return markup("It was not {to_do}. {words}", to_do=to_do, words=short(words, LONGEST_REASON))
    parts = []
    if failed:
        parts.append(markup("{failed} could not be {to_do}.", failed=counted_lines(failed), to_do=to_do))
    if missed:
        parts.append(markup("Zendesk did not take all of it on {missed}.", missed=counted_lines(missed)))
    if change.words:
        parts.append(markup("{words}", words=short(change.words, LONGEST_REASON)))
    return joined(parts, " ")


def _offer(timer: Timer) -> Markup | None:
    """Return to whom a shift is offered, or who said no last."""
    if timer.kind != "shift" or timer.state is not TimerState.ACTIVE:
        return None
    owner = mention(timer.owner)
    if timer.offered_to:
        asked = markup(" {at}", at=at(timer.offered_ms)) if timer.offered_ms else Markup("")
        return markup(
            "Offered to {to}{asked}. Until they answer, {owner} has it.",
            to=mention(timer.offered_to),
            asked=asked,
            owner=owner,
        )
    if timer.refused_by:
        return markup("{who} said no, so {owner} still has it.", who=mention(timer.refused_by), owner=owner)
    return None
