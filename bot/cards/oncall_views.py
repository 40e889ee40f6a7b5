"""Who has which shift now, in a modal: first the shifts that run, then the sets nobody has, each with its buttons.

Below stands where voicemail is switched for a while, and by whom: whoever asks why nobody answers finds both here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    divider,
    header,
    modal,
    option,
    overflow,
    section,
)
from bot.cards.change_buttons import value_of
from bot.cards.home_timers import timer_item
from bot.cards.markup import Markup, code, joined, markup, prose
from bot.cards.oncall_words import set_facts, set_more, set_title, shift_said
from bot.cards.preview_parts import page_of
from bot.cards.shift_buttons import answers, end_shift, hand_over
from bot.cards.shift_words import called
from bot.model import OnCallSet, Timer, TimerState
from bot.talk.oncall_sets import OnCallLook

TITLE = "On-call"
SETS_A_PAGE = 15

_SWITCHED = 15

_ENDLESS = 2**62


@dataclass(frozen=True, slots=True)
class Item:
    """One set with its running shift; a shift may have outlived its set."""

    set: OnCallSet | None
    shift: Timer | None

    @property
    def id(self) -> str:
        """The id of the set."""
        return self.set.id if self.set else (self.shift and self.shift.set_id) or ""

    @property
    def name(self) -> str:
        """What the set is called."""
        return self.set.name if self.set else (self.shift and self.shift.set_name) or ""


def oncall_loading() -> View:
    """Return what is shown until it is known who has which shift."""
    return modal(TITLE, [section("Looking who has which shift …")], callback_id="oncall.loading", close="Close")


def oncall_trouble(said: str, *, again: str = "", draft: str = "") -> View:
    """Return that something could not be shown, or was not saved. said: in whole sentences.

    again: the id of a set to open anew; draft: of what was entered, where going back to it helps. Buttons: oncall.edit,
    oncall.back, oncall.show.
    """
    anew = [button("Open it as it is now", "oncall.edit", again, style="primary")] if again else []
    back = [button("Back", "oncall.back", "basics")] if draft else []
    every = button("Who has which shift", "oncall.show", "show")
    return modal(
        TITLE,
        [section(prose(said)), actions(*anew, *back, every, block_id="oncall.trouble")],
        callback_id="oncall.trouble",
        metadata={"draft": draft} if draft else None,
        close="Close",
    )


def overview(
    look: OnCallLook, *, editing: bool = False, page: int = 1, note: str = "", channel: str | None = None
) -> View:
    """Return who has which shift.

    editing: the same with what operators do to sets in front; page: from 1, the nearest there is; note: what came of a
    click, in whole sentences; channel: where it was asked for. Metadata: mode ("sets" or "show"), page, channel.

    Buttons: oncall.new; oncall.show carries the mode; oncall.previous and oncall.next the page they lead to;
    oncall.edit and oncall.delete a set's id, oncall.menu those as "edit:<id>" and "delete:<id>"; shift.take a set's
    id; shift.end, shift.offer, shift.keep, shift.accept, shift.refuse and timer.extend "<timer id>:<stage>".
    """
    items = items_of(look)
    shown, page, pages = page_of(items, page, SETS_A_PAGE)
    running = sum(item.shift is not None for item in items)
    blocks = [
        *([section(prose(note))] if note else []),
        *_top(look, editing=editing),
        *(_parts(look, shown, running, len(items) - running, editing=editing) if items else [section(_empty(look))]),
        *([] if editing or page > 1 else _switched(look)),
        *_moves(page, pages),
    ]
    return modal(
        TITLE,
        blocks,
        callback_id="oncall.overview",
        metadata={"mode": "sets" if editing else "show", "page": page, "channel": channel or ""},
        close="Close",
    )


def items_of(look: OnCallLook) -> list[Item]:
    """Return every set: those with a running shift first, the one that ends next before all; the rest by name."""
    known = {each.id for each in look.sets}
    lost = [Item(None, shift) for set_id, shift in look.shifts.items() if set_id not in known]
    items = [Item(each, look.shifts.get(each.id)) for each in look.sets] + lost
    running = sorted((item for item in items if item.shift), key=_ending)
    return [*running, *(item for item in items if not item.shift)]


def _ending(item: Item) -> tuple[int, str]:
    until_ms = item.shift.until_ms if item.shift else None
    return (_ENDLESS if until_ms is None else until_ms, item.name.casefold())


def _top(look: OnCallLook, *, editing: bool) -> list[Block]:
    new = button("New set", "oncall.new", style="primary" if editing or not look.sets else None)
    if not editing:
        edit = [button("Edit sets", "oncall.show", "sets")] if look.sets else []
        return [actions(new, *edit, block_id="oncall.top")] if look.may_edit else []
    what = (
        "A set is a number of lines, with what they are set to while somebody has the shift and what they get back at "
        "its end. Its members can take the shift without being operators."
    )
    if not look.may_edit:
        return [context(what), section(prose(look.why_not_edit))]
    return [context(what), actions(new, button("Who has which shift", "oncall.show", "show"), block_id="oncall.top")]


def _parts(look: OnCallLook, shown: Sequence[Item], running: int, free: int, *, editing: bool) -> list[Block]:
    """Return the items of a page under their headings, each heading above the first of its kind."""
    blocks: list[Block] = []
    for place, item in enumerate(shown):
        is_first = not place or (shown[place - 1].shift is None) != (item.shift is None)
        if is_first:
            title = f"Running shifts ({running})" if item.shift else f"Nobody has these ({free})"
            blocks.append(header(title))
        blocks += _item(look, item, editing=editing)
    if not running:
        return [section("Nobody has a shift now."), *blocks]
    return blocks


def _item(look: OnCallLook, item: Item, *, editing: bool) -> list[Block]:
    said = [joined([set_title(item.name), shift_said(item.shift)]) if item.shift else set_title(item.name)]
    if item.set:
        said.append(set_facts(item.set))
        if editing:
            said.append(set_more(item.set))
    menu = _menu(item.set) if item.set and look.may_edit and not editing else None
    buttons = [*(_editing(item.set) if item.set and look.may_edit and editing else []), *_shift_buttons(look, item)]
    row = [actions(*buttons, block_id=f"oncall:{item.id}")] if buttons else []
    return [section(joined(said, "\n"), accessory=menu, block_id=f"oncall-set:{item.id}"), *row]


def _shift_buttons(look: OnCallLook, item: Item) -> list[Block]:
    """Return what this person may do about a shift, which each click checks again."""
    name, shift = called(item.name), item.shift
    if shift is None:
        if item.set is None or not look.may_take(item.set):
            return []
        return [button("Take shift", "shift.take", item.set.id, spoken=f"Take the shift {name}")]
    if shift.state is not TimerState.ACTIVE:
        return []
    longer = button("+1 h", "timer.extend", value_of(shift), spoken=f"One hour more for {name}")
    return [
        *(answers(shift, name) if shift.offered_to == look.person.id else []),
        # Whose shift it is not is asked in a view of its own.
        *([end_shift(shift, name, asks=shift.owner == look.person.id)] if look.may_end(shift) else []),
        *([hand_over(shift, name)] if look.may_hand_over(shift) else []),
        *([longer] if shift.until_ms is not None and look.may_end(shift) else []),
    ]


def _menu(a_set: OnCallSet) -> Block:
    return overflow("oncall.menu", [option("Edit", f"edit:{a_set.id}"), option("Delete", f"delete:{a_set.id}")])


def _editing(a_set: OnCallSet) -> list[Block]:
    name = called(a_set.name)
    return [
        button("Edit", "oncall.edit", a_set.id, spoken=f"Edit the set {name}"),
        button("Delete", "oncall.delete", a_set.id, spoken=f"Delete the set {name}"),
    ]


def _empty(look: OnCallLook) -> Markup | str:
    begins = "Here stands who has which shift, and until when. There are no on-call sets yet"
    if look.may_edit:
        return f"{begins}: choose New set to name some lines and what they are set to while somebody has the shift."
    return markup(
        "{begins}: an operator makes one with {command}.", begins=begins, command=code("/talk oncall sets")
    ) + markup(" {why}", why=prose(look.why_not_edit))


def _switched(look: OnCallLook) -> list[Block]:
    if not look.switched:
        return [context("Voicemail is not switched for a while anywhere.")]
    shown = look.switched[:_SWITCHED]
    items = [block for each in shown for block in timer_item(each, look.person, may_change=look.may_edit)]
    more = len(look.switched) - len(shown)
    rest = [context(f"{more:,} more: their cards stand in their channels.")] if more else []
    return [header(f"Voicemail switched for now ({len(look.switched):,})"), *items, *rest]


def _moves(page: int, pages: int) -> list[Block]:
    if pages == 1:
        return []
    previous = [button("Previous", "oncall.previous", str(page - 1))] if page > 1 else []
    following = [button("Next", "oncall.next", str(page + 1))] if page < pages else []
    return [
        divider(),
        actions(*previous, *following, block_id="oncall.pages"),
        context(f"Page {page} of {pages}"),
    ]
