"""What a switch of voicemail would do, line by line, before anybody says that it shall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.cards.blocks import View, actions, button, context, modal, section
from bot.cards.change_words import counted_lines
from bot.cards.markup import Markup, channel_mention, cut_markup, joined, markup, mention, short, until
from bot.cards.preview_parts import names_among, packed, page_of, turning
from bot.cards.request_words import LONGEST_NAME, LONGEST_REASON
from bot.cards.voicemail_views import TITLE
from bot.model import Line
from bot.store.switch_drafts import SwitchDraft
from bot.talk.field_values import VOICEMAIL, VOICEMAIL_OUTSIDE
from bot.talk.switch_preview import Outlook, Standing, SwitchPreview, TakenOver

LINES_A_PAGE = 25

_LONGEST_LINE = 500
_LONGEST_WARNING = 1000
_WARNINGS = 6
_TAKEN_OVER = 6
_NAMED = 3


def preview(draft: SwitchDraft, found: SwitchPreview, *, page: int = 1) -> View:
    """Return a page of lines with what becomes of each; without a submit where nothing would be switched.

    Buttons: voicemail.previous, voicemail.next (value: the page to turn to), voicemail.back.
    """
    on_page, page, pages = page_of(found.outlooks, page, LINES_A_PAGE)
    blocks = [section(_headline(draft, found))]
    blocks += [section(text) for text in packed([*_warned(draft), *_taken(draft, found)])]
    blocks += [section(text) for text in packed(_lines(found, on_page))]
    small = tuple(_small(draft, found))
    blocks += [*([context(*small)] if small else []), *turning("voicemail", page, pages)]
    blocks += [actions(button("Back", "voicemail.back", draft.id), block_id="back")]
    return modal(
        TITLE,
        blocks,
        callback_id="voicemail.preview",
        metadata={"draft": draft.id, "shown": draft.timer_id, "page": page},
        submit=_submit(draft, found) if found.touched else None,
        close="Cancel" if found.touched else "Close",
    )


def _submit(draft: SwitchDraft, found: SwitchPreview) -> str:
    """Return what one click does; at a thousand lines it still fits a button of Slack's."""
    verb = "Turn" if found.count(Standing.CHANGES, Standing.UNREAD) else "Keep"
    return f"{verb} {_state(draft)} for {counted_lines(found.touched)}"


def _headline(draft: SwitchDraft, found: SwitchPreview) -> Markup:
    if not found.touched:
        same = found.count(Standing.SAME) == len(found.outlooks)
        so = markup("Voicemail is {state} there already.", state=_state(draft)) if same else Markup("")
        return joined([Markup("*Nothing to switch.*"), *([so] if so.text else [])], " ")
    return markup(
        "*Voicemail {state} for {lines}, {until}*, once you say so. {hours}.",
        state=_state(draft),
        lines=counted_lines(found.touched),
        until=_until(draft.until_ms),
        hours=_hours(draft),
    )


def _until(ms: int | None) -> Markup:
    return Markup("until somebody changes it") if ms is None else until(ms)


def _hours(draft: SwitchDraft) -> str:
    if draft.inside and draft.outside:
        return "Inside and outside business hours"
    return f"Only {'inside' if draft.inside else 'outside'} business hours"


def _state(draft: SwitchDraft) -> str:
    return _words(draft.on)


def _words(value: Any) -> str:
    return "on" if value is True else "off" if value is False else "not set"


def _lines(found: SwitchPreview, on_page: Sequence[Outlook]) -> Iterator[Markup]:
    name = names_among(each.line for each in found.outlooks)
    for each in on_page:
        yield cut_markup(markup("*{name}*  {what}", name=name(each.line), what=_becomes(each, found)), _LONGEST_LINE)


def _becomes(each: Outlook, found: SwitchPreview) -> Markup:
    match each.standing:
        case Standing.LEFT_OUT:
            return markup("left out: {why}", why=each.obstacle)
        case Standing.UNREAD:
            return Markup("not read: looked at just before it is switched")
        case _:
            seen = each.seen or {}
            said = {key: _of_hours(each, key, seen[key], value) for key, value in found.wanted.items() if key in seen}
            if len({words.text for words in said.values()}) == 1:
                return next(iter(said.values()))
            where = {VOICEMAIL: "inside hours", VOICEMAIL_OUTSIDE: "outside hours"}
            return joined([markup("{where} {what}", where=where[key], what=what) for key, what in said.items()])


def _of_hours(each: Outlook, key: str, before: Any, after: Any) -> Markup:
    if before != after:
        return markup("{before} → {after}", before=_words(before), after=_words(after))
    if key in each.wanted:
        return markup("stays {after}, taken over", after=_words(after))
    return markup("already {after}", after=_words(after))


def _warned(draft: SwitchDraft) -> list[Markup]:
    said = [
        markup(
            "*Warning{whom}:* {warning}",
            whom=Markup("") if count == len(draft.lines) else markup(", {lines}", lines=counted_lines(count)),
            warning=short(warning, _LONGEST_WARNING),
        )
        for warning, count in draft.warnings[:_WARNINGS]
    ]
    more = len(draft.warnings) - _WARNINGS
    return [*said, *([markup("And {more} more warnings.", more=more)] if more > 0 else [])]


def _taken(draft: SwitchDraft, found: SwitchPreview) -> list[Markup]:
    """Return whose the lines are for now, and what becomes of that."""
    if not found.taken_over:
        return []
    said = [_taken_over(draft, each) for each in found.taken_over[:_TAKEN_OVER]]
    more = len(found.taken_over) - _TAKEN_OVER
    said += [markup("And {more} more run on these lines.", more=more)] if more > 0 else []
    after = (
        Markup("Yours takes its place there. It has no end, so nothing puts the line back.")
        if draft.until_ms is None
        else Markup("Yours takes its place there: when yours ends, the line goes back to what it had before both.")
    )
    return [*said, after]


def _taken_over(draft: SwitchDraft, each: TakenOver) -> Markup:
    """Return whose lines these are for now, until when, and what becomes of that."""
    holder = each.holder
    who = Markup("You have") if holder.owner == draft.person.id else markup("{who} has", who=mention(holder.owner))
    name = short(holder.set_name, LONGEST_NAME)
    what = markup("the shift “{name}”", name=name) if holder.kind == "shift" else Markup("switched voicemail there")
    end = Markup("without an end") if holder.until_ms is None else until(holder.until_ms)
    said = [markup("*{lines}:* {who} {what}, {end}.", lines=_named(each.lines), who=who, what=what, end=end)]
    if each.changed:
        said.append(
            markup(
                "{lines} of these {were} changed by hand since: what is there now counts.",
                lines=counted_lines(each.changed),
                were="was" if each.changed == 1 else "were",
            )
        )
    return joined(said, " ")


def _named(lines: Sequence[Line]) -> str:
    named = ", ".join(short(line.nickname or line.display_number, LONGEST_NAME) for line in lines[:_NAMED])
    return f"{named} and {len(lines) - _NAMED:,} more" if len(lines) > _NAMED else named


def _small(draft: SwitchDraft, found: SwitchPreview) -> Iterator[Markup | str]:
    """Yield what stands below in small print: counts, the way back, where the card goes, and why."""
    counts = ((Standing.SAME, "already so"), (Standing.LEFT_OUT, "left out"), (Standing.UNREAD, "not read in time"))
    said = [f"{count:,} {words}" for standing, words in counts if (count := found.count(standing))]
    if said and len(found.outlooks) > 1:
        yield f"{' · '.join(said)}."
    if not found.touched:
        return
    back = "" if draft.until_ms is None else "At its end each line goes back to what it had. "
    yield f"{back}What somebody changes by hand meanwhile is not overwritten; you will be asked."
    yield _place(draft)
    if draft.reason.strip():
        yield markup("Why: {reason}", reason=short(draft.reason, LONGEST_REASON))


def _place(draft: SwitchDraft) -> Markup:
    """Return where the card will stand."""
    typed_in, channel = draft.typed_in, draft.channel
    if channel is None:
        return Markup("The card goes to you, as a direct message.")
    goes = markup("The card goes to {channel}.", channel=channel_mention(channel))
    if not typed_in or typed_in == channel or not typed_in.startswith(("C", "G")):
        return goes
    why = markup("Not to {here}: I am no member there, or other organisations are.", here=channel_mention(typed_in))
    return joined([goes, why], " ")
