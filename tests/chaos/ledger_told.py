"""What people were told by direct message, set against what is true."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator

from tests.chaos.evidence import Evidence, Record, Shown
from tests.chaos.ledger_words import ENDS, is_end_of, is_on_the_way, true_word
from tests.chaos.violations import Kind, Violation

Group = tuple[str, str, str]
"""Person, kind and number: a message names no request, so those that share these three are looked at together."""


def check_told(evidence: Evidence, came_about: Collection[str]) -> Iterator[Violation]:
    """Yield every outcome that was not told, and every last word that is not true."""
    for group, records in _groups(evidence).items():
        ends, is_open = _ends(evidence, group)
        said = Counter(_word(one.text) for one in ends)
        for record in records:
            word = true_word(record, came_about=record.id in came_about)
            if said[word] == 0:
                yield Violation(Kind.UNTOLD, f"{record.reason}: nobody was told “{word} {record.name}”")
            else:
                said[word] -= 1
        true = {true_word(record, came_about=record.id in came_about) for record in records}
        if ends and (last := _word(ends[-1].text)) not in true:
            yield Violation(
                Kind.UNTRUE,
                f"{records[-1].reason}: told last is “{last} {group[2]}”, true is {' or '.join(sorted(true))}",
            )
        if is_open:
            yield Violation(
                Kind.UNTRUE, f"{records[-1].reason}: told last is “{is_open.text[:60]}”, though it has ended"
            )


def outcomes(evidence: Evidence, came_about: Collection[str]) -> Counter[str]:
    """Return how many requests ended with each word, as was told."""
    return Counter(true_word(record, came_about=record.id in came_about) for record in evidence.records)


def _groups(evidence: Evidence) -> dict[Group, list[Record]]:
    groups: dict[Group, list[Record]] = defaultdict(list)
    for record in sorted(evidence.records, key=lambda one: one.requested_ms):
        groups[record.requested_by, record.kind, record.name].append(record)
    return groups


def _ends(evidence: Evidence, group: Group) -> tuple[list[Shown], Shown | None]:
    """Return the messages that tell an end, oldest first, and one after them that tells something still under way."""
    person, kind, name = group
    news = sorted((one for one in evidence.shown if one.person == person and not one.is_card), key=lambda one: one.ts)
    ends = [one for one in news if is_end_of(one.text, kind, name)]
    after = [one for one in news if is_on_the_way(one.text, kind, name) and ends and one.ts > ends[-1].ts]
    return ends, after[-1] if after else None


def _word(text: str) -> str:
    return next((word for word in ENDS if text.startswith(word)), text[:20])
