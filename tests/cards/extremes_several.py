"""The views for several numbers at their extremes: one line and a thousand, ten fields, the worst of names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from bot.cards.several_preview import preview
from bot.cards.several_views import form, pick, reading, trouble
from bot.talk.catalog import Catalog
from bot.talk.field_kinds import Control
from bot.talk.selecting import Selection
from tests.cards.samples import LINE, TEXTS, lines
from tests.cards.samples_several import CATALOG, GROUPS, QUEUE, fields_of, long_catalog, of_every_kind, previewed

# Names are no longer than what these are cut to; the whole of each, a hundred times in a view, would only take time.
_TEXTS = {name: text[:400] for name, text in TEXTS.items()}


def several() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view."""
    yield from _picks()
    yield from _forms()
    yield from _previews()
    yield "several-reading", reading("Reading 34 of 200 numbers …")


def _picks() -> Iterator[tuple[str, dict[str, Any]]]:
    keys = tuple(field.key for field in fields_of()[:10])
    last = tuple(field.key for field in fields_of()[-10:])
    for matching, words, every in product((0, 1, 24, 1000, 1001, 5000), ("", "EMEA"), (True, False)):
        chosen = Selection(words, every, (), (QUEUE,))
        yield f"several-pick-{matching}-{words}-{every}", pick(chosen, matching=matching)
    for count in (1, 24, 100, 1000):
        chosen = Selection("", every=False, keys=keys)
        yield f"several-picked-{count}", pick(chosen, matching=5000, picked=lines(count), draft="d" * 16)
    for name, text in _TEXTS.items():
        chosen = Selection(text[:200], every=True, keys=last)
        worst = tuple(replace(each, display_number=text or "+1", place=text) for each in lines(100, text))
        yield f"several-pick-{name}", pick(chosen, matching=24, picked=worst, draft="d" * 16, problem=text or "No.")
        yield f"several-pick-none-{name}", pick(chosen, matching=0)
        yield f"several-pick-many-{name}", pick(chosen, matching=5000)
        yield f"several-trouble-{name}", trouble(text or "No.", text[:200])


def _forms() -> Iterator[tuple[str, dict[str, Any]]]:
    chosen = Selection("EMEA", every=True)
    for start in range(0, len(fields_of()), 10):
        keys = tuple(field.key for field in fields_of()[start : start + 10])
        for count in (0, 1, 99, 150):
            catalog = long_catalog("Tier", count) if count else Catalog()
            shown = form(replace(chosen, keys=keys), lines(24), catalog, draft="d" * 16, wanted={})
            yield f"several-form-{start}-{count}", shown
    for count, every, words in product((1, 2, 3, 4, 1000), (True, False), ("", "EMEA")):
        selection = Selection(words, every, (), (QUEUE,))
        yield f"several-form-{count}-{every}-{words}", form(selection, lines(count), CATALOG, draft="d", wanted={})
    ids = fields_of(Control.GROUP, Control.GROUPS, Control.IVR, Control.SCHEDULE, Control.BRAND, Control.GREETING)
    for name, text in _TEXTS.items():
        selection = Selection(text[:200], every=True, keys=tuple(field.key for field in ids[:10]))
        worst = tuple(replace(each, display_number=text or "+1") for each in lines(3, text))
        wanted = {field.key: 100 for field in ids[:10] if field.control is not Control.GROUPS}
        catalog = long_catalog(text[:70])
        said = text[:500]
        yield f"several-form-{name}", form(selection, worst, catalog, draft="d", wanted=wanted, reason=said)
        picked = replace(selection, every=False)
        yield f"several-form-picked-{name}", form(picked, worst, catalog, draft="d", wanted={GROUPS: [100, 101]})


def _previews() -> Iterator[tuple[str, dict[str, Any]]]:
    for count in (1, 2, 4, 24, 25, 26, 1000):
        found = of_every_kind(count)
        for page in (-1, 1, 2, 40, 10**6):
            yield f"several-preview-{count}-{page}", preview(found, CATALOG, draft="d" * 16, page=page)
    wanted = {QUEUE: 20}
    for count in (1, 24, 1000):
        same = previewed(wanted, lines(count), lambda _: {QUEUE: 20})
        yield f"several-preview-same-{count}", preview(same, CATALOG, draft="d")
        unread = previewed(wanted, lines(count), lambda _: None)
        yield f"several-preview-unread-{count}", preview(unread, CATALOG, draft="d")
        out = previewed(wanted, lines(count), lambda _: None, obstacle="no longer in Zendesk")
        yield f"several-preview-out-{count}", preview(out, CATALOG, draft="d")
        alike = tuple(replace(LINE, id=n) for n in range(count))
        yield f"several-preview-alike-{count}", preview(previewed(wanted, alike, lambda _: {}), CATALOG, draft="d")
    fields = fields_of()[:10]
    for name, text in _TEXTS.items():
        worst = tuple(replace(each, display_number=text or "+1", place=text) for each in lines(26, text))
        every = {field.key: [text, text] if field.control is Control.GROUPS else text for field in fields}
        other = dict.fromkeys([field.key for field in fields], text + "!")
        found = previewed(every, worst, dict.fromkeys(range(26), other).get)
        warnings = [(f"{text} {n}", n + 1) for n in range(20)]
        catalog = long_catalog(text[:70])
        yield f"several-preview-{name}", preview(found, catalog, draft="d", warnings=warnings, page=1)
