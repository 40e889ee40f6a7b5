"""What a change of several numbers would do, number by number, before anybody says that it shall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.cards.blocks import Block, View, context, modal, section
from bot.cards.field_words import value_words
from bot.cards.markup import Markup, cut_markup, joined, markup, short
from bot.cards.preview_parts import names_among, packed, page_of, turning
from bot.cards.several_views import TITLE, back_to
from bot.talk.catalog import Catalog
from bot.talk.fields import BY_KEY
from bot.talk.previews import Outlook, Preview, Standing

LINES_A_PAGE = 25

_LONGEST_VALUE = 60
# With these a page holds whatever is written on it: a view may have 250 kB, and an emoji takes twelve bytes of it.
_LONGEST_LINE = 500
_LONGEST_WARNING = 1000
_WARNINGS = 8


def preview(
    found: Preview,
    catalog: Catalog,
    *,
    draft: str,
    warnings: Sequence[tuple[str, int]] = (),
    page: int = 1,
    problem: str = "",
) -> View:
    """Return a page of lines with what becomes of each; without a submit where nothing would be changed.

    draft: the id of what is changed when it is submitted; warnings: sentences, each with how many numbers it is about;
    problem: why it was not done. Buttons: several.page (value: the page to turn to), several.back.
    """
    shown, page, pages = page_of(found.outlooks, page, LINES_A_PAGE)
    count = found.changing
    blocks = [section(problem)] if problem else []
    blocks += [section(_headline(found)), section(_what(found, catalog)), *_warned(warnings)]
    blocks += [section(text) for text in packed(_lines(found, shown, catalog))]
    blocks += [context(_summary(found)), *turning("several", page, pages), back_to("form")]
    return modal(
        TITLE,
        blocks,
        callback_id="several.preview",
        metadata={"draft": draft, "page": page},
        submit=("Change 1 number" if count == 1 else f"Change {count:,} numbers") if count else None,
        close="Cancel" if count else "Close",
    )


def _headline(found: Preview) -> Markup:
    count, total = found.changing, len(found.outlooks)
    if not count:
        same = found.count(Standing.SAME) == total
        return Markup("*Nothing to change.* All of them are so already." if same else "*Nothing to change.*")
    if count == total:
        whole = "This number is changed" if total == 1 else f"All {total:,} numbers are changed"
        return markup("*{whole}*, once you say so:", whole=whole)
    verb = "is" if count == 1 else "are"
    return markup(
        "*{count} of {total} numbers {verb} changed*, once you say so:",
        count=f"{count:,}",
        total=f"{total:,}",
        verb=verb,
    )


def _what(found: Preview, catalog: Catalog) -> Markup:
    return joined(
        [
            markup("{label}: *{value}*", label=BY_KEY[key].label, value=_value(key, value, catalog))
            for key, value in found.wanted.items()
        ],
        "\n",
    )


def _lines(found: Preview, shown: Sequence[Outlook], catalog: Catalog) -> Iterator[Markup]:
    name = names_among(each.line for each in found.outlooks)
    for each in shown:
        text = markup("*{name}*  {what}", name=name(each.line), what=_becomes(each, found, catalog))
        yield cut_markup(text, _LONGEST_LINE)


def _becomes(each: Outlook, found: Preview, catalog: Catalog) -> Markup:
    match each.standing:
        case Standing.SAME:
            return Markup("already so")
        case Standing.UNREAD:
            return Markup("not read: looked at just before it is changed")
        case Standing.LEFT_OUT:
            return markup("left out: {why}", why=each.obstacle)
        case Standing.CHANGES:
            seen = each.seen or {}
            labelled = len(found.wanted) > 1
            return joined(
                [
                    markup(
                        "{label} {before} → {after}" if labelled else "{before} → {after}",
                        label=BY_KEY[key].label,
                        before=_value(key, seen.get(key), catalog),
                        after=_value(key, after, catalog),
                    )
                    for key, after in each.wanted.items()
                ]
            )


def _value(key: str, value: object, catalog: Catalog) -> str:
    return short(value_words(BY_KEY[key], value, catalog), _LONGEST_VALUE)


def _warned(warnings: Sequence[tuple[str, int]]) -> list[Block]:
    if not warnings:
        return []
    said = [
        markup(
            "*{whom}* {warning}",
            whom="1 number:" if count == 1 else f"{count:,} numbers:",
            warning=short(warning, _LONGEST_WARNING),
        )
        for warning, count in warnings[:_WARNINGS]
    ]
    if more := len(warnings) - _WARNINGS:
        said += [markup("And {more} more warnings.", more=more)] if more > 0 else []
    return [section(text) for text in packed(said)]


def _summary(found: Preview) -> str:
    counted = (
        (Standing.SAME, "already so"),
        (Standing.LEFT_OUT, "left out"),
        (Standing.UNREAD, "not read in time"),
    )
    parts = [f"{count:,} {words}" for standing, words in counted if (count := found.count(standing))]
    conflict = (
        "A number that somebody changes meanwhile is not overwritten; you will be asked." if found.changing else ""
    )
    return " ".join(part for part in (f"{' · '.join(parts)}." if parts else "", conflict) if part)
