"""What stands in Slack, set against what is possible: no card says what is over, and no button does nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tests.chaos.evidence import Evidence, Record, Shown, Standing
from tests.chaos.ledger_words import allowed, true_word
from tests.chaos.violations import Kind, Violation

_PLACES = ("requester", "approvals")
# It carries what was searched for.
_OF_NO_REQUEST = "search.again"


def check_cards(evidence: Evidence, came_about: Collection[str]) -> Iterator[Violation]:
    """Yield every card that is missing, says something else than the truth, or has a button it should not have."""
    records = {record.id: record for record in evidence.records}
    shown = {(one.channel, one.ts): one for one in evidence.shown}
    standing = {(one.request, one.place): one for one in evidence.standing}
    for record in evidence.records:
        word = true_word(record, came_about=record.id in came_about)
        for place in _PLACES:
            at = standing.get((record.id, place))
            if at is None:
                yield Violation(Kind.STALE, f"{record.reason}: no card stands ({place})")
            # One that was taken away after the last edit is missed by nobody but whoever took it away.
            elif (at.channel, at.ts) not in evidence.deleted and (
                wrong := _wrong(shown.get((at.channel, at.ts)), word)
            ):
                yield Violation(Kind.STALE, f"{record.reason}: {wrong} ({place})")
    keepers = {(one.channel, one.ts): one for one in evidence.standing}
    for one in evidence.shown:
        yield from _buttons(one, keepers.get((one.channel, one.ts)), records)


def orphans(evidence: Evidence) -> int:
    """Return how many cards nobody remembers: Slack took the post and its answer was lost. They have no buttons."""
    remembered = {(one.channel, one.ts) for one in evidence.standing}
    return sum(one.is_card and (one.channel, one.ts) not in remembered for one in evidence.shown)


def _wrong(card: Shown | None, word: str) -> str:
    """Return what is wrong with a card that has to begin with a word, "" where nothing is."""
    if card is None:
        return "its card is gone"
    return "" if card.first.lstrip("*").startswith(word) else f"the card says “{card.first[:60]}”, true is {word}"


def _buttons(one: Shown, keeper: Standing | None, records: dict[str, Record]) -> Iterator[Violation]:
    record = records.get(keeper.request) if keeper else None
    for action, value in one.buttons:
        if keeper is None or record is None:
            yield Violation(Kind.STALE, f"{action} ({value}) stands on a card that nobody keeps up to date")
        elif action not in allowed(record, keeper.place):
            where = f"the request is {record.state} ({keeper.place})"
            yield Violation(Kind.STALE, f"{record.reason}: {action} is offered and {where}")
        elif action != _OF_NO_REQUEST and value.partition(":")[0] != record.id:
            yield Violation(Kind.STALE, f"{record.reason}: {action} on its card is about another request: {value}")
