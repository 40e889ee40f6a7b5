"""The report: a line for each finding, for people or as JSON, and never a secret in it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace

from bot.doctor.finding import Finding, State

_WIDEST_STATE = max(len(state) for state in State)
_SHORTEST_SECRET = 4  # what is shorter would be found in any text
_HIDDEN = "**********"


def without_secrets(finding: Finding, secrets: Iterable[str]) -> Finding:
    """Return a finding in which no secret stands, whatever a server quoted to us or somebody set in a wrong place."""
    found, remedy = finding.found, finding.remedy
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            found, remedy = found.replace(secret, _HIDDEN), remedy.replace(secret, _HIDDEN)
    return replace(finding, found=found, remedy=remedy)


def line(finding: Finding) -> str:
    """Return a finding as one line; in a name that somebody chose, nothing that a terminal would obey."""
    said = f"{finding.state:<{_WIDEST_STATE}}  {finding.subject}: {finding.check}: {finding.found}. {finding.remedy}"
    return "".join(character if character.isprintable() else " " for character in said).rstrip()


def summary(findings: Sequence[Finding]) -> str:
    """Return how many there are of each state, worst first."""
    counts = Counter(finding.state for finding in findings)
    order = (State.FAILED, State.WARNING, State.UNKNOWN, State.OK)
    return ", ".join(f"{counts[state]} {state}" for state in order if counts[state]) + "."


def as_json(findings: Sequence[Finding]) -> str:
    """Return the whole report as one JSON object: ok, how many of each state, and checks as they would be lines."""
    counts = Counter(finding.state for finding in findings)
    report = {
        "ok": not has_failed(findings),
        "counts": {state.value: counts[state] for state in State},
        "checks": [asdict(finding) for finding in findings],
    }
    return json.dumps(report, indent=2)


def has_failed(findings: Iterable[Finding]) -> bool:
    """Whether anything does not work."""
    return any(finding.state is State.FAILED for finding in findings)
