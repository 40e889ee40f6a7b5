"""Zendesk: whether it answers, whom the credentials act as, what they may do, and whether the account has Talk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from bot.doctor.finding import Check, Finding
from bot.errors import (
    ZendeskError,
    ZendeskNotFound,
    ZendeskThrottled,
    ZendeskUnauthorised,
    ZendeskUnavailable,
)
from bot.zendesk.client import TalkClient
from bot.zendesk.models import OAuthToken, User

SIGN_IN = Check("zendesk", "credentials")
ROLE = Check("zendesk", "role")
SCOPES = Check("zendesk", "scopes")
TALK = Check("zendesk", "talk")
LIMIT = Check("zendesk", "rate limit")
LEGACY = Check("zendesk", "API token")

LEGACY_ENDS = dt.date(2027, 4, 30)
"""When Zendesk stops taking API tokens: https://developer.zendesk.com/documentation/authentication/oauth-migration/"""

_CLIENT = "Apps and integrations, APIs, OAuth clients, in Zendesk's Admin Center"
_ADDRESS = "Mend ZENDESK_SUBDOMAIN or ZENDESK_URL: your Zendesk's address shows it."
_HOW = {"client": "an OAuth client", "bearer": "an access token", "api_token": "an API token"}
_MEND = {
    "client": f"Copy the client's identifier and a new secret from {_CLIENT}; the client has to be confidential.",
    "bearer": "Make a new token, or better an OAuth client: ZENDESK_CLIENT_ID with ZENDESK_CLIENT_SECRET.",
    "api_token": "See that the e-mail address and the token belong together, and that the token is active. Better: "
    "an OAuth client, ZENDESK_CLIENT_ID with ZENDESK_CLIENT_SECRET.",
}
_SOON = dt.timedelta(days=14)
_FEW_REQUESTS = 100


async def check_zendesk(talk: TalkClient, kind: str, now: dt.datetime) -> list[Finding]:
    """Look at everything in order: what follows is not asked where credentials are not taken. kind: how we sign in."""
    found = list(_legacy(kind, now.date()))
    try:
        user = await talk.whoami()
    except ZendeskError as error:
        return [*found, _no_sign_in(error, kind)]
    if user.id is None or user.role == "end-user":
        # https://developer.zendesk.com/api-reference/ticketing/users/users/#show-self: so it answers strangers.
        return [*found, SIGN_IN.failed("Zendesk takes us for a stranger, or for a customer", _MEND[kind])]
    found.append(SIGN_IN.ok(f"{_HOW[kind]}, which acts as {user.name or user.id}"))
    found.append(_role(user))
    if kind != "api_token":
        found += await _scopes(talk, kind, now)
    found.append(await _talk(talk, user))
    found += _limit(talk.rate_limit)
    return found


def _legacy(kind: str, today: dt.date) -> Iterable[Finding]:
    if kind != "api_token":
        return
    left = (LEGACY_ENDS - today).days
    remedy = f"Make a confidential client: {_CLIENT}. Set ZENDESK_CLIENT_ID and ZENDESK_CLIENT_SECRET instead."
    if left < 0:
        yield LEGACY.failed(f"Zendesk stopped taking API tokens on {LEGACY_ENDS:%d %B %Y}", remedy)
    else:
        said = f"Zendesk stops taking API tokens on {LEGACY_ENDS:%d %B %Y}, in {left} days"
        yield LEGACY.warning(f"{said}, and switches off one that nobody used for 30 days", remedy)


def _no_sign_in(error: ZendeskError, kind: str) -> Finding:
    if isinstance(error, ZendeskUnauthorised):
        return SIGN_IN.failed(f"Zendesk does not take them ({error.status}: {error.problem})", _MEND[kind])
    if isinstance(error, ZendeskThrottled):
        return LIMIT.failed("Zendesk asks us to wait: the requests of this minute are used up", _share())
    if isinstance(error, ZendeskNotFound):
        return SIGN_IN.failed("there is no Zendesk at this address", _ADDRESS)
    if isinstance(error, ZendeskUnavailable):
        return _away(error)
    return SIGN_IN.failed("Zendesk refuses to say who we are", _MEND[kind])


def _away(error: ZendeskUnavailable) -> Finding:
    if error.status is None:
        remedy = f"{_ADDRESS} See that this machine reaches it by https, through a proxy if it needs one (HTTPS_PROXY)."
        return SIGN_IN.failed(f"Zendesk does not answer ({error.problem})", remedy)
    if error.status < 500:  # noqa: PLR2004 - an answer, but none of the API's
        return SIGN_IN.failed(f"what answers is not Zendesk's API ({error.status}: {error.problem})", _ADDRESS)
    return SIGN_IN.failed(f"Zendesk is unwell ({error.status}: {error.problem})", "Look at status.zendesk.com.")


def _role(user: User) -> Finding:
    if user.suspended:
        return ROLE.failed(f"{user.name or user.id} is suspended", "Have an admin make the credentials anew.")
    if user.role == "admin":
        return ROLE.ok("admin")
    remedy = (
        "See that their role may manage Talk numbers; otherwise have an admin make the credentials. Business hours are "
        "shown to admins only."
    )
    return ROLE.warning(f"{user.name or user.id} is {user.role or 'of no known role'}, not an admin", remedy)


async def _scopes(talk: TalkClient, kind: str, now: dt.datetime) -> list[Finding]:
    try:
        token = await talk.show_token()
    except ZendeskError:
        return [SCOPES.unknown("Zendesk does not say what the token may do")]
    # Those that an OAuth client is given end within the hour, and the bot fetches the next.
    return [*_allowed(token), *(_expiring(token, now) if kind == "bearer" else ())]


def _allowed(token: OAuthToken) -> Iterable[Finding]:
    has = frozenset(token.scopes or ())
    if not has:
        yield SCOPES.unknown("Zendesk does not say what the token may do")
    elif missing := sorted({"read", "write"} - has):
        without = "no number could be bought, changed or released" if "write" in missing else "nothing could be read"
        remedy = f"Allow the scopes read and write: {_CLIENT}, or make a token that has them."
        yield SCOPES.failed(f"{' and '.join(missing)} is missing: {without}", remedy)
    elif spare := sorted(has - {"read", "write"}):
        remedy = f"Allow read and write only: {_CLIENT}."
        yield SCOPES.warning(f"more than the bot needs: {', '.join(spare)}", remedy)
    else:
        yield SCOPES.ok("read and write, Zendesk's narrowest for Talk")


def _expiring(token: OAuthToken, now: dt.datetime) -> Iterable[Finding]:
    if token.expires_at is None or (left := token.expires_at - now) > _SOON:
        return
    hours = max(0, int(left / dt.timedelta(hours=1)))
    when = f"{hours // 24} days" if hours >= 48 else f"{hours} hours"  # noqa: PLR2004 - two days
    remedy = "Make a new token before, or better an OAuth client, for which the bot fetches tokens itself."
    yield SIGN_IN.warning(f"the access token expires in {when}", remedy)


async def _talk(talk: TalkClient, user: User) -> Finding:
    try:
        numbers = await talk.list_numbers(minimal=True)
    except ZendeskUnauthorised as error:
        return TALK.failed(f"its numbers are not shown ({error.status}: {error.problem})", _why_not(error, user))
    except ZendeskNotFound:
        return TALK.failed("the account has no Talk", "Switch Talk on in Zendesk's Admin Center, Channels.")
    except ZendeskThrottled:
        return TALK.failed("Zendesk asks us to wait: the requests of this minute are used up", _share())
    except ZendeskError as error:
        said = error.problem if isinstance(error, ZendeskUnavailable) else type(error).__name__
        return TALK.failed(f"its numbers are not shown ({said})", "Look at status.zendesk.com, and try again.")
    return TALK.ok(f"{len(numbers)} {'line' if len(numbers) == 1 else 'lines'}")


def _why_not(error: ZendeskUnauthorised, user: User) -> str:
    """Return what keeps Talk from us, as far as Zendesk's words and the role tell."""
    if "scope" in error.problem:
        return f"Allow the scopes read and write: {_CLIENT}."
    plan = (
        "A trial account cannot list, buy or release numbers: it needs a paid plan with Talk. On a paid plan, see that "
        "Talk is switched on (Admin Center, Channels)."
    )
    return plan if user.role == "admin" else f"Have an admin make the credentials. {plan}"


def _limit(limit: int | None) -> Iterable[Finding]:
    if limit is None:
        return
    if limit < _FEW_REQUESTS:
        remedy = "Changes of many numbers take long; other programs on the account take from the same."
        yield LIMIT.warning(f"Zendesk allows the account {limit} requests a minute", remedy)
    else:
        yield LIMIT.ok(f"Zendesk allows the account {limit} requests a minute")


def _share() -> str:
    return "Try again in a minute. If it stays, another program uses up what Zendesk allows the account."
