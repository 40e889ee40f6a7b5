"""The views to switch voicemail at their extremes: no line and a thousand, no end, the worst of names and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

from bot.cards.voicemail_preview import preview
from bot.cards.voicemail_views import form, reading, trouble
from bot.store.switch_drafts import Holder, SwitchDraft
from bot.talk.line_choices import Choices
from bot.talk.switch_ends import WORDS
from bot.talk.switch_preview import preview_of
from tests.cards.samples import LINE, NOW_MS, TEXTS, lines
from tests.cards.samples_voicemail import BENS, SHIFT, choices, draft, of_every_kind, seen

# Names are no longer than what these are cut to; the whole of each, a hundred times in a view, would only take time.
_TEXTS = {name: text[:400] for name, text in TEXTS.items()}


def voicemail() -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every view."""
    yield "voicemail-reading", reading("Reading 34 of 200 lines …")
    yield from _forms()
    yield from _previews()


def _forms() -> Iterator[tuple[str, dict[str, Any]]]:
    for on, until in product((None, True, False), ("", *WORDS)):
        yield f"voicemail-form-{on}-{until}", form(draft(on=on, until=until, when=""), Choices())
    for inside, outside in product((True, False), (True, False)):
        hours = draft(inside=inside, outside=outside)
        yield f"voicemail-form-hours-{inside}-{outside}", form(hours, choices(1))
    for count in (0, 1, 24, 50, 1000):
        yield f"voicemail-form-{count}", form(draft(), choices(count))
    for name, text in _TEXTS.items():
        worst = draft(when=text[:60], reason=text, zone=text)
        problems = [text or "No."] * 8
        yield f"voicemail-form-{name}", form(worst, choices(60, text), problems)
        yield f"voicemail-trouble-{name}", trouble(text or "No.", "d" * 16)
    yield "voicemail-trouble-begun", trouble("No.", "")


def _previews() -> Iterator[tuple[str, dict[str, Any]]]:
    for count in (1, 2, 5, 24, 25, 26, 1000):
        for page in (-1, 1, 2, 40, 10**6):
            yield f"voicemail-preview-{count}-{page}", _shown(of_every_kind(count), page)
    for on, until_ms, channel, typed_in in product(
        (True, False), (None, NOW_MS), (None, "C0APPROVAL"), (None, "C0RANDOM01", "D0ANA00001")
    ):
        said = of_every_kind(5, on=on, until_ms=until_ms, channel=channel, typed_in=typed_in)
        yield f"voicemail-preview-{on}-{until_ms}-{channel}-{typed_in}", _shown(said)
    for inside, outside in ((True, False), (False, True)):
        yield f"voicemail-preview-hours-{inside}-{outside}", _shown(of_every_kind(5, inside=inside, outside=outside))
    yield "voicemail-preview-none", _shown(draft())
    for count in (1, 1000):
        same = tuple(seen(line, False, False) for line in lines(count))
        yield f"voicemail-preview-same-{count}", _shown(draft(lines=same))
        kept = tuple(replace(each, held={"settings.voicemail": BENS.timer}) for each in same)
        yield f"voicemail-preview-kept-{count}", _shown(draft(lines=kept, holders=(BENS,)))
    many = tuple(Holder(f"{n:020}", "U0BEN00001", "shift", "Nights", NOW_MS + n) for n in range(100))
    held = tuple(
        seen(replace(LINE, id=n), False, None, held={"settings.voicemail": each.timer}) for n, each in enumerate(many)
    )
    yield "voicemail-preview-held", _shown(draft(lines=held, holders=many))
    for name, text in _TEXTS.items():
        worst = of_every_kind(26, text, reason=text[:500], warnings=tuple((f"{text} {n}", n) for n in range(20)))
        named = tuple(replace(each, line=replace(each.line, display_number=text or "+1")) for each in worst.lines)
        holders = (replace(BENS, owner=text or "U0BEN00001"), replace(SHIFT, set_name=text))
        hostile = replace(worst, lines=named, holders=holders, channel=text or None, typed_in=f"C{text}")
        yield f"voicemail-preview-{name}", _shown(hostile)


def _shown(said: SwitchDraft, page: int = 1) -> dict[str, Any]:
    return preview(said, preview_of(said), page=page)
