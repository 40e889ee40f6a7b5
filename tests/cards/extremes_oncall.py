"""On-call at its extremes: no set, one, fifty; the longest names, every state of a shift, the worst of texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from bot.cards.oncall_form import back_form, basics_form, delete_form, set_loading, taken_form
from bot.cards.oncall_views import oncall_loading, oncall_trouble, overview
from bot.cards.oncall_words import edited_note
from bot.model import OnCallSet, OverflowTo, Person, Terms, TimedLine, Timer, TimerState
from bot.store.oncall_drafts import SetDraft
from bot.talk.oncall_sets import OnCallLook
from tests.cards.samples import NOW_MS, TEXTS, lines

ANA = Person("T0TEST", "U0ANA00001")
MANY = tuple(f"U0PERSON{number:03}" for number in range(100))
EVERYTHING = Terms(inside=True, outside=False, overflow=OverflowTo.NUMBER, number="+442079460018")
WHY_NOT = "Only <@U0BEN00001>, <!subteam^S0TALK> can change numbers here. Ask one of them."
MOST = 50


def a_set(number: int = 0, text: str = "EMEA nights", *, count: int = 3) -> OnCallSet:
    """Return a set with lines and members. count: how many of each."""
    return OnCallSet(
        id=f"{number:020x}",
        name=text,
        lines=lines(count, text or "Support"),
        taken=EVERYTHING,
        back=Terms(inside=True, outside=True, overflow=OverflowTo.OFF),
        members=MANY[:count],
        lasts=text[:60],
        version=3,
        by=ANA.id,
        at_ms=NOW_MS,
    )


def shift(of: OnCallSet, **more: Any) -> Timer:
    """Return the running shift of a set."""
    timer = Timer(
        id=f"{int(of.id, 16) + 1:020x}",
        kind="shift",
        by=ANA,
        owner="U0BEN00001",
        lines=(TimedLine(of.lines[0], {"settings.voicemail": False}),),
        stage=999,
        until_ms=NOW_MS,
        set_id=of.id,
        set_name=of.name,
    )
    return replace(timer, **more)


def oncall() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the overview and every view of the form."""
    yield "oncall-loading", oncall_loading()
    yield "oncall-set-loading", set_loading()
    yield from _overviews()
    yield from _forms()


def _overviews() -> Iterator[tuple[str, dict[str, Any]]]:
    for count, editing, why_not, running in product((0, 1, 15, 16, MOST), (True, False), ("", WHY_NOT), (0, 1, MOST)):
        sets = tuple(a_set(number, f"Set {number}") for number in range(count))
        shifts = {each.id: shift(each) for each in sets[:running]}
        look = OnCallLook(ANA, sets, shifts, why_not)
        for page in (-1, 1, 2, 10**6):
            name = f"oncall-{count}-{editing}-{bool(why_not)}-{running}-{page}"
            yield name, overview(look, editing=editing, page=page, note="“Night” is saved.")
    for state, until_ms, offered in product(TimerState, (None, NOW_MS), (None, "U0CLEO0001")):
        one = a_set()
        look = OnCallLook(ANA, (one,), {one.id: shift(one, state=state, until_ms=until_ms, offered_to=offered)})
        yield f"oncall-{state}-{until_ms}-{offered}", overview(look)
    for name, text in TEXTS.items():
        worst = tuple(a_set(number, text, count=100) for number in range(MOST))
        # One shift's set is gone.
        shifts = {each.id: shift(each, owner=text[:300] or "x", offered_to=text[:300]) for each in worst[:20]}
        look = OnCallLook(ANA, worst[1:], shifts)
        note = edited_note(worst[0], is_new=False, running=True)
        yield f"oncall-{name}", overview(look, editing=True, note=note)
        yield f"oncall-free-{name}", overview(OnCallLook(ANA, worst[21:], {}, text or WHY_NOT), editing=True)
        yield f"oncall-trouble-{name}", oncall_trouble(text or "No.", again="a" * 20, draft="d" * 16)


def _forms() -> Iterator[tuple[str, dict[str, Any]]]:
    new = SetDraft("d" * 16, ANA, OnCallSet(id="a" * 20, name="", lines=(), taken=Terms()))
    for running, own_back in product((True, False), (True, False)):
        draft = replace(new, running=running, own_back=own_back)
        yield f"oncall-form-new-{running}", basics_form(draft)
        yield f"oncall-form-taken-{running}-{own_back}", taken_form(draft)
    for inside, outside, overflow in product((None, True, False), (None, True), OverflowTo):
        terms = Terms(inside, outside, overflow, "+15105550147")
        back = replace(terms, overflow=OverflowTo.OFF)
        draft = replace(new, a_set=replace(a_set(), taken=terms, back=back), was=a_set())
        yield f"oncall-form-taken-{inside}-{outside}-{overflow}", taken_form(draft, end_ms=NOW_MS)
        yield f"oncall-form-back-{inside}-{outside}-{overflow}", back_form(draft)
    for name, text in TEXTS.items():
        worst = replace(a_set(0, text, count=100), taken=replace(EVERYTHING, number=text))
        draft = replace(new, a_set=worst, was=worst, running=True, own_back=True)
        yield f"oncall-form-{name}", basics_form(draft)
        yield f"oncall-form-taken-{name}", taken_form(draft, end_ms=NOW_MS)
        yield f"oncall-form-back-{name}", back_form(draft)
        yield f"oncall-delete-{name}", delete_form(worst, None)
        yield f"oncall-kept-{name}", delete_form(worst, shift(worst))
