"""Clocks: Slack refuses, and is refused, when ours is five minutes off; deadlines go by redis's clock."""

from __future__ import annotations

from bot.doctor.finding import Check, Finding

# https://docs.slack.dev/authentication/verifying-requests-from-slack: 300 seconds, and some are lost on the way.
_REFUSED = 240.0
_NOTICED = 30.0
_MEND = "Let the machine keep its time by NTP, for instance with systemd-timesyncd or chrony."


def check_clock(ahead_of_slack: float | None, redis_ahead_of_us: float | None) -> list[Finding]:
    """Return what two differences mean, in seconds; None for one that is not known."""
    return [_this_machine(ahead_of_slack), _redis(redis_ahead_of_us)]


def _this_machine(ahead: float | None) -> Finding:
    check = Check("clock", "this machine")
    if ahead is None:
        return check.unknown("Slack did not say what time it is")
    if abs(ahead) >= _REFUSED:
        found = f"it is {_off(ahead)} Slack, and every request that is off by five minutes is refused"
        return check.failed(found, _MEND)
    if abs(ahead) >= _NOTICED:
        return check.warning(f"it is {_off(ahead)} Slack; from five minutes on every request is refused", _MEND)
    return check.ok("within seconds of Slack's")


def _redis(ahead: float | None) -> Finding:
    check = Check("clock", "redis")
    if ahead is None:
        return check.unknown("redis did not say what time it is")
    if abs(ahead) >= _NOTICED:
        found = f"it is {_off(ahead)} this machine, and deadlines, holds and timers go by it"
        return check.warning(found, f"On redis's machine: {_MEND}")
    return check.ok("within seconds of this machine's")


def _off(ahead: float) -> str:
    return f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'}"
