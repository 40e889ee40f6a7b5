"""What the app may do in Slack, against what manifest.yml asks for."""

from __future__ import annotations

import re
from pathlib import Path

from bot import manifest
from bot.doctor.finding import Check, Finding

_SCOPE = re.compile(r"^ +- (?P<scope>[a-z:._]+) # (?P<why>.+)$", re.MULTILINE)
_PACKAGE = Path(__file__).parents[1]


def wanted() -> dict[str, str]:
    """Return each scope that manifest.yml asks for, with what it is for."""
    text = manifest.render(_PACKAGE, None)
    return {found["scope"]: found["why"] for found in _SCOPE.finditer(text.partition("scopes:")[2])}


def compare(granted: str | None) -> list[Finding]:
    """Return what is missing and what is spare. granted: the header x-oauth-scopes of an answer, None for none."""
    check = Check("slack", "scopes")
    if granted is None:
        return [check.unknown("what answers does not say which scopes the app has")]
    has, needs = {scope.strip() for scope in granted.split(",") if scope.strip()}, wanted()
    found: list[Finding] = []
    for scope in sorted(set(needs) - has):
        remedy = (
            "On your app's page at Slack, App Manifest, paste what `talkbot manifest` prints; then Install App, "
            "Reinstall."
        )
        found.append(check.failed(f"{scope} is missing, with which the bot {needs[scope]}", remedy))
    if spare := sorted(has - set(needs)):
        remedy = "Take it out on your app's page at Slack, OAuth & Permissions, and install the app again."
        found.append(check.warning(f"more than the bot needs: {', '.join(spare)}", remedy))
    return found or [check.ok(f"all {len(needs)} that manifest.yml asks for, and no more")]
