"""The account's numbers in a modal: a filter, ten a page with a menu each, and what can be done with all that fit."""

from __future__ import annotations

import zlib
from typing import LiteralString

from bot.cards.blocks import (
    Block,
    View,
    actions,
    button,
    context,
    input_block,
    modal,
    option,
    overflow,
    section,
    text_input,
)
from bot.cards.line_words import facts_of, title_of
from bot.cards.markup import Markup, ago, code, joined, markup, prose, short
from bot.model import Line
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.listing import Listed, Rights

LINES_A_PAGE = 10

_TITLE = "Phone numbers"
_TYPED = 60
_HINT = (
    "Nickname, number or its last digits, area code, place, country, sms, toll-free, @group. "
    "Press Enter; several words must all fit."
)


def list_view(listed: Listed, page: int = 1, *, note: str | None = None) -> View:
    """Return one page of the numbers that fit. page: from 1, the nearest there is.

    note: what came of a click, in whole sentences. Inputs by block and action id: any block that begins with "filter",
    list.filter. Metadata has words and page. Buttons: list.previous and list.next carry the page they lead to,
    list.several the words; number.menu carries "show:<id>", "edit:", "voicemail:", "history:" or "release:".
    """
    said = [section(prose(note))] if note else []
    total = len(listed.inventory.lines)
    if not total:
        blocks = [*said, *_none(listed)]
    else:
        page = min(max(page, 1), pages(len(listed.fitting)))
        blocks = [
            *said,
            _filter(listed.words),
            context(_standing(listed, page)),
            *(_lines(listed, page) if listed.fitting else [section(_no_match(listed))]),
            _moves(listed, page),
            *_whole(listed),
        ]
    return modal(
        _TITLE,
        blocks,
        callback_id="list.view",
        metadata={"words": listed.words, "page": page},
        submit="Filter" if total else None,
        close="Close",
    )


def list_loading(words: str, page: int = 1) -> View:
    """Return what is shown while Zendesk is asked for the list."""
    what = f" that fit “{short(words, _TYPED)}”" if words.strip() else ""
    return modal(
        _TITLE,
        [section(f"Asking Zendesk for your numbers{what} …")],
        callback_id="list.loading",
        metadata={"words": words[:LONGEST_FILTER], "page": page},
        close="Close",
    )


def list_trouble(said: str, words: str, page: int = 1) -> View:
    """Return that the list could not be read. said: what happened and what to do."""
    return modal(
        _TITLE,
        [section(prose(said)), actions(button("Try again", "list.refresh", style="primary"), block_id="trouble")],
        callback_id="list.trouble",
        metadata={"words": words[:LONGEST_FILTER], "page": page},
        close="Close",
    )


def pages(count: int) -> int:
    """Return how many pages so many numbers take, at least one."""
    return max(1, -(-count // LINES_A_PAGE))


def counted(count: int) -> str:
    """Return "1 number", "24 numbers"."""
    return f"{count:,} {'number' if count == 1 else 'numbers'}"


def _filter(words: str) -> Block:
    # A field keeps what was typed into it under its block_id, so each filter has a field of its own.
    mark = f"{zlib.crc32(words.encode(errors='replace')):08x}"
    field = text_input("list.filter", longest=LONGEST_FILTER, initial=words, placeholder="support US sms")
    return input_block("Filter", field, block_id=f"filter-{mark}", hint=_HINT, optional=True, on_enter=True)


def _standing(listed: Listed, page: int) -> Markup:
    """Return how much there is and how old it is; at the top, as ten numbers push what follows them out of sight."""
    fit, total, last = len(listed.fitting), len(listed.inventory.lines), pages(len(listed.fitting))
    count = f"{fit:,} of {counted(total)}" if listed.words else counted(total)
    return joined(
        [
            *([markup("Page {page} of {last}", page=f"{page:,}", last=f"{last:,}")] if last > 1 else []),
            markup("{count}", count=count),
            ago(listed.inventory.read_ms, "read"),
            *([Markup("Zendesk did not say what the groups are called")] if listed.inventory.groups_unread else []),
        ]
    )


def _lines(listed: Listed, page: int) -> list[Block]:
    shown = listed.fitting[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    return [line_row(line, listed) for line in shown]


def line_row(line: Line, listed: Listed) -> Block:
    """Return one number with its menu, under an id that stays: the list may be shown anew while somebody chooses."""
    said = joined([title_of(line), facts_of(line, listed.inventory.group_names)], "\n")
    return section(said, accessory=number_menu(line.id, listed.rights), block_id=f"line-{line.id}")


def number_menu(line_id: int, rights: Rights) -> Block:
    """Return the menu of one number: what a person may do with it."""
    choices: list[tuple[LiteralString, LiteralString]] = [("Show", "show")]
    choices += [("Edit", "edit"), ("Voicemail", "voicemail")] if rights.may_change else []
    choices += [("History", "history")]
    choices += [("Release", "release")] if rights.may_release else []
    return overflow("number.menu", [option(text, f"{what}:{line_id}") for text, what in choices])


def _moves(listed: Listed, page: int) -> Block:
    """Return the buttons that lead elsewhere in the list."""
    last = pages(len(listed.fitting))
    return actions(
        *([button("Previous", "list.previous", str(page - 1))] if page > 1 else []),
        *([button("Next", "list.next", str(page + 1))] if page < last else []),
        *([button("Show all", "list.all")] if listed.words else []),
        button("Refresh", "list.refresh"),
        block_id=f"moves-{page}",
    )


def _whole(listed: Listed) -> list[Block]:
    """Return the buttons for all numbers that fit, whatever page they are on."""
    if not listed.fitting:
        return []
    several = [button("Change several …", "list.several", listed.words or None)] if listed.rights.may_change else []
    return [actions(button("Export as CSV", "list.export"), *several, block_id="whole")]


def _no_match(listed: Listed) -> Markup:
    near = joined([markup("{name}", name=short(name, _TYPED)) for name in listed.near], ", ")
    nearest = markup(" Nearest: {near}.", near=near) if listed.near else Markup("")
    return markup(
        "No number of yours fits “{words}”.{nearest} To look for numbers to buy, type {command}.",
        words=short(listed.words, _TYPED),
        nearest=nearest,
        command=code("/talk search US 510"),
    )


def _none(listed: Listed) -> list[Block]:
    said = markup(
        "This account has no numbers yet. Search for one to buy, or type {command} in any channel.",
        command=code("/talk search US 510"),
    )
    search = [button("Search numbers", "search.again", style="primary")] if listed.rights.may_release else []
    return [
        section(said),
        context(ago(listed.inventory.read_ms, "read")),
        actions(*search, button("Refresh", "list.refresh"), block_id="none"),
    ]
