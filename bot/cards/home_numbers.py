"""The account's numbers in App Home: a search field, ten a page with a menu each, and how old the list is."""

from __future__ import annotations

import zlib

from bot.cards.blocks import Block, actions, button, context, header, input_block, section, text_input
from bot.cards.list_view import LINES_A_PAGE, counted, line_row, pages
from bot.cards.markup import Markup, ago, code, joined, markup, prose, short
from bot.talk.homes import HomeLook
from bot.talk.line_filter import LONGEST_FILTER
from bot.talk.listing import Listed

_TYPED = 60
_HINT = "Nickname, number or its last digits, area code, place, country, sms, toll-free, @group. Press Enter."
_READING = "Reading the account's numbers from Zendesk …"
_NOT_READ = "The account's numbers stand here, ten at a time, with a search field. They were not read for a while."


def numbers(look: HomeLook, *, reading: bool, trouble: str | None) -> list[Block]:
    """Return the whole part: at most sixteen blocks. reading, trouble: as `home` has them."""
    listed = look.listed
    if listed is None:
        return [header("Numbers"), *_unknown(reading=reading, trouble=trouble)]
    total, page = len(listed.inventory.lines), nearest_page(listed, look.spot.page)
    at_once = reading and not look.is_recent and not trouble
    return [
        header(_heading(listed)),
        *([_troubled(trouble)] if trouble else []),
        *(_list(listed, page, at_once=at_once) if total else _none(listed, at_once=at_once)),
    ]


def nearest_page(listed: Listed, page: int) -> int:
    """Return the page that is shown where this one was asked for."""
    return min(max(page, 1), pages(len(listed.fitting)))


def _heading(listed: Listed) -> str:
    total = len(listed.inventory.lines)
    return f"Numbers ({len(listed.fitting):,} of {total:,})" if listed.words else f"Numbers ({total:,})"


def _unknown(*, reading: bool, trouble: str | None) -> list[Block]:
    if trouble:
        return [_troubled(trouble)]
    if reading:
        return [section(_READING)]
    return [section(_NOT_READ, accessory=button("Show numbers", "home.refresh"), block_id="home.read")]


def _troubled(trouble: str) -> Block:
    return section(prose(trouble), accessory=button("Try again", "home.refresh"), block_id="home.trouble")


def _list(listed: Listed, page: int, *, at_once: bool) -> list[Block]:
    shown = listed.fitting[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    last = pages(len(listed.fitting))
    return [
        _field(listed.words),
        context(_standing(listed, page, last, at_once=at_once)),
        *(line_row(line, listed) for line in shown),
        *([] if shown else [section(_no_match(listed))]),
        actions(
            *([button("Previous", "home.previous", str(page - 1))] if page > 1 else []),
            *([button("Next", "home.next", str(page + 1))] if page < last else []),
            *([button("Show all", "home.all")] if listed.words else []),
            button("Refresh", "home.refresh"),
            block_id=f"home.moves-{page}",
        ),
    ]


def _field(words: str) -> Block:
    # A field keeps what was typed into it under its block_id, so each search has a field of its own.
    mark = f"{zlib.crc32(words.encode(errors='replace')):08x}"
    field = text_input("home.filter", longest=LONGEST_FILTER, initial=words, placeholder="support US sms")
    return input_block("Find a number", field, block_id=f"home.find-{mark}", hint=_HINT, optional=True, on_enter=True)


def _standing(listed: Listed, page: int, last: int, *, at_once: bool) -> Markup:
    return joined(
        [
            *([markup("Page {page} of {last}", page=f"{page:,}", last=f"{last:,}")] if last > 1 else []),
            markup("{count}", count=counted(len(listed.fitting))),
            ago(listed.inventory.read_ms, "read"),
            *([Markup("reading anew …")] if at_once else []),
            *([Markup("Zendesk did not say what the groups are called")] if listed.inventory.groups_unread else []),
        ]
    )


def _no_match(listed: Listed) -> Markup:
    near = joined([markup("{name}", name=short(name, _TYPED)) for name in listed.near], ", ")
    return markup(
        "No number of yours fits “{words}”.{nearest}",
        words=short(listed.words, _TYPED),
        nearest=markup(" Nearest: {near}.", near=near) if listed.near else Markup(""),
    )


def _none(listed: Listed, *, at_once: bool) -> list[Block]:
    how = (
        markup("Choose Search numbers above, or type {command} in any channel.", command=code("/talk search US 510"))
        if listed.rights.may_release
        else Markup("Once a colleague buys one, it stands here.")
    )
    said = Markup("This account has no numbers yet. ") + how
    read = [ago(listed.inventory.read_ms, "read"), *([Markup("reading anew …")] if at_once else [])]
    return [section(said), context(joined(read)), actions(button("Refresh", "home.refresh"), block_id="home.moves")]
