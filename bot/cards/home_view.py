"""App Home: what can be begun, what waits for a person, what they asked for, what is under way, and the numbers.

Slack takes a hundred blocks in all. The most there can be: 2 above, 33 of what waits (each 3, with heading, rest and
line), 27 of the person's own (each 4), 19 under way (each 2) and 16 of numbers, which leaves 3.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.blocks import Block, Text, View, actions, button, context, divider, home_tab, section
from bot.cards.home_changes import under_way
from bot.cards.home_numbers import numbers
from bot.cards.markup import code, markup, prose
from bot.cards.request_list import NOTHING_ASKED, NOTHING_WAITS, blocks_of, list_header
from bot.model import AnyRequest
from bot.talk.homes import REQUESTS_SHOWN, WAITING_SHOWN, HomeLook


def home(look: HomeLook, *, reading: bool = False, trouble: str | None = None) -> View:
    """Return the view of one person.

    reading: the numbers are being read anew, unless they are recent; trouble: why they could not be, in sentences.
    Metadata has the words and the page of the list. Buttons: home.search, home.voicemail, home.several (the words),
    home.release, home.oncall, home.help; home.previous and home.next carry the page they lead to, home.filter what was
    typed, home.all and home.refresh nothing; number.menu, and those of requests, changes and timers.
    """
    waiting, mine = look.waiting[:WAITING_SHOWN], look.mine[:REQUESTS_SHOWN]
    return home_tab(
        [
            _tasks(look),
            divider(),
            list_header("Waiting for you", look.waiting_count),
            *_part(waiting, look.waiting_count, is_waiting=True, nothing=NOTHING_WAITS),
            divider(),
            list_header("Your requests", look.mine_count),
            *_part(mine, look.mine_count, is_waiting=False, nothing=_nothing_asked(look)),
            divider(),
            *under_way(look.changes, look.timers, look.timers_count, look.person, may_change=look.rights.may_change),
            divider(),
            *numbers(look, reading=reading, trouble=trouble),
        ],
        metadata={"words": look.spot.words, "page": look.spot.page},
    )


def refused(reason: str) -> View:
    """Return the Home of somebody who may not even look. reason: in whole sentences."""
    return home_tab([section(prose(reason))])


def _tasks(look: HomeLook) -> Block:
    """Return a button for each thing this person may begin: others would only refuse them."""
    search = [button("Search numbers", "home.search", style="primary")] if look.rights.may_release else []
    release = [button("Release a number", "home.release")] if look.rights.may_release else []
    change = [
        button("Switch voicemail", "home.voicemail"),
        button("Change several", "home.several", look.spot.words or None),
    ]
    changes = change if look.rights.may_change else []
    rest = [button("On-call", "home.oncall"), button("Help", "home.help")]
    return actions(*search, *changes, *release, *rest, block_id="home.actions")


def _nothing_asked(look: HomeLook) -> Text:
    if look.rights.may_release:
        return NOTHING_ASKED
    return prose(f"You have not asked for anything. {look.why_not_ask}")


def _part(shown: Sequence[AnyRequest], count: int, *, is_waiting: bool, nothing: Text) -> list[Block]:
    more = count - len(shown)
    if more > 0:
        # What ended is no longer pending; everything anybody ever asked for is in the history.
        command = code("/talk pending" if is_waiting else "/talk history")
        said = markup("{more} more: type {command}.", more=f"{more:,}", command=command)
        return [*blocks_of(shown, waiting=is_waiting), context(said)]
    if not shown:
        return [section(nothing)]
    return blocks_of(shown, waiting=is_waiting)
