"""Every view and card at its extremes, for whatever checks all of them: `payloads()`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import chain, product
from typing import Any

from bot.cards.blocks import note
from bot.cards.confirm_view import Approval, confirm
from bot.cards.help_card import CommandHelp, help_message
from bot.cards.notice_view import notice
from bot.cards.search_views import loading, nothing_found, outdated, results, search_form, trouble
from bot.model import AddressRequirement, Budget, SearchTerms
from bot.slack.grammar import COMMANDS
from tests.cards.extremes_changes import changes
from tests.cards.extremes_home import homes, lookups
from tests.cards.extremes_lines import lines
from tests.cards.extremes_lists import lists
from tests.cards.extremes_numbers import numbers
from tests.cards.extremes_oncall import oncall
from tests.cards.extremes_requests import everywhere, releases, requests
from tests.cards.extremes_several import several
from tests.cards.extremes_shifts import shifts
from tests.cards.extremes_steps import steps
from tests.cards.extremes_timers import timers
from tests.cards.extremes_voicemail import voicemail
from tests.cards.samples import BUDGET, DEAR, OFFER, TERMS, TEXTS, addresses, as_payload, found, groups, offers

APPROVAL = Approval("C0APPROVALS", "<@U0BEN>, <!subteam^S0TALK> and 3 more")


@cache
def everything() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return all of `payloads`, which takes long, for whoever only reads them: made once in a process."""
    return tuple(payloads())


def payloads() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view and message at its extremes, each under a name of its own that can name a file.

    What looks the same as one before is left out: most states have no more to say where little is known.
    """
    parts = (
        _searches(),
        _confirmations(),
        requests(),
        releases(),
        lists(),
        homes(),
        lookups(),
        lines(),
        changes(),
        timers(),
        several(),
        numbers(),
        steps(),
        voicemail(),
        oncall(),
        shifts(),
        _others(),
    )
    seen: set[str] = set()
    for name, sent in chain.from_iterable(parts):
        written = json.dumps(sent)
        if written not in seen:
            seen.add(written)
            yield name, sent


def _searches() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "form", search_form()
    yield "gone", outdated(None)
    every_kind = {"any": None, "toll-free": True, "local": False}
    for name, toll_free in every_kind.items():
        terms = SearchTerms("US", toll_free=toll_free)
        yield f"form-{name}", search_form(terms)
        yield f"nothing-{name}", nothing_found(terms)
    for name, text in TEXTS.items():
        terms = SearchTerms("GB", area_code=text[:60], contains=text[:60])
        yield f"form-{name}", search_form(terms)
        yield f"loading-{name}", loading(terms)
        yield f"nothing-{name}", nothing_found(terms)
        yield f"trouble-{name}", trouble(TERMS, text)
        yield f"outdated-{name}", outdated(terms)
        blocked = {offer.number: text for offer in offers(20)[3:]}
        yield f"results-{name}", results(found(20, text=text), 1, blocked=blocked)
    for count, page in product((0, 1, 10, 11, 1000), (-1, 1, 2, 100, 10**6)):
        yield f"results-{count}-page-{page}", results(found(count), page)
    yield "results-all-blocked", results(found(1000), 1, blocked={offer.number: "No." for offer in offers(1000)})


def _confirmations() -> Iterator[tuple[str, dict[str, Any]]]:
    for requirement, count, approval in product((*AddressRequirement, None), (0, 1, 100, 150, 3000), (APPROVAL, None)):
        offer = replace(OFFER, address_requirement=requirement, country="IE" if requirement == "foreign" else "US")
        results_ = found(1, within=addresses(count), by=groups(count))
        name = f"confirm-{requirement}-{count}-{approval is not None}"
        yield name, confirm(results_, offer, budget=BUDGET, approval=approval)
    bare = replace(OFFER, place="", country="", price=None, price_text="", capabilities=(), address_requirement=None)
    yield "confirm-nothing-known", confirm(found(1, within=None, by=None), bare, budget=Budget())
    for name, text in TEXTS.items():
        offer = replace(everywhere(text), address_requirement=AddressRequirement.ANY)
        results_ = found(1, within=addresses(150, text), by=groups(150, text))
        said = Approval("C0APPROVALS", text)
        yield f"confirm-{name}", confirm(results_, offer, budget=Budget(DEAR, DEAR), approval=said, reason=text)
        yield f"confirm-problem-{name}", confirm(results_, offer, budget=Budget(problem=text or "No."))
        nobody = replace(said, problem=text or "No.")
        yield f"confirm-nobody-{name}", confirm(results_, offer, budget=BUDGET, approval=nobody)


def _others() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, text in TEXTS.items():
        yield f"note-{name}", as_payload(note(text))
        yield f"notice-{name}", notice(text, text)
        help_entry = CommandHelp(text, text, text, text)
        yield f"help-{name}", as_payload(help_message([help_entry] * 60))
    real = [CommandHelp(entry.name, entry.usage, entry.meaning, entry.example) for entry in COMMANDS]
    for topic in (None, "search", "nonsense"):
        yield f"help-topic-{topic}", as_payload(help_message(real, topic))
