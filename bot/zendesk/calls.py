"""Every call to Zendesk as a value: what to send, built without sending it.

https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue, SecretStr

from bot.zendesk.updates import NumberUpdate

VOICE = "/api/v2/channels/voice"
PHONE_NUMBERS = f"{VOICE}/phone_numbers"
ADDRESSES = f"{VOICE}/addresses"
GREETINGS = f"{VOICE}/greetings"
GREETING_CATEGORIES = f"{VOICE}/greeting_categories"
IVRS = f"{VOICE}/ivr"
GROUPS = "/api/v2/groups"
SCHEDULES = "/api/v2/business_hours/schedules"
BRANDS = "/api/v2/brands"
ME = "/api/v2/users/me"
OAUTH_TOKENS = "/oauth/tokens"
OAUTH_TOKEN = "/api/v2/oauth/tokens/current"  # noqa: S105 - a path

INCLUDES = frozenset({"settings", "ivrs", "all_greetings", "all_groups", "all_schedules"})
"""What showing a number can include."""

# The most Zendesk puts on one page: https://developer.zendesk.com/api-reference/introduction/pagination/
_PER_PAGE = ("per_page", "100")


@dataclass(frozen=True, slots=True)
class Call:
    """One call. path: below the base address, with a slash in front.

    body: JSON, kept out of `repr` as it may hold secrets; repeatable: whether sending it twice does no more than once;
    secret: a part of the body that no error may quote, even if the answer does.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, JsonValue] | None = field(default=None, repr=False)
    repeatable: bool = True
    secret: SecretStr | None = None


def list_numbers(*, minimal: bool = False) -> Call:
    """List the account's numbers; minimal leaves out most properties, among them `number`."""
    return Call("GET", PHONE_NUMBERS, (("minimal_mode", "true"), _PER_PAGE) if minimal else (_PER_PAGE,))


def list_all(path: str) -> Call:
    """List what stands at a path, such as GROUPS."""
    return Call("GET", path, (_PER_PAGE,))


def search(
    *, country: str, area_code: str | None = None, contains: str | None = None, toll_free: bool | None = None
) -> Call:
    """Search for numbers for sale. country: ISO 3166 alpha-2; contains: digits, letters, and `*` for any one digit."""
    query = [("country", country)]
    if area_code:
        query.append(("area_code", area_code))
    if contains:
        query.append(("contains", contains))
    if toll_free is not None:
        query.append(("toll_free", "true" if toll_free else "false"))
    return Call("GET", f"{PHONE_NUMBERS}/search", tuple(query))


def show_number(number_id: int, include: Collection[str] = ()) -> Call:
    """Show one number with what is included. Raises ValueError for an include Zendesk does not have."""
    if unknown := set(include) - INCLUDES:
        raise ValueError(f"cannot include {', '.join(sorted(unknown))}; there are {', '.join(sorted(INCLUDES))}")
    query = (("include", ",".join(sorted(include))),) if include else ()
    return Call("GET", f"{PHONE_NUMBERS}/{number_id:d}", query)


def create_number(token: str, address_sid: str | None = None) -> Call:
    """Order the number a search gave this token for: the call that costs money, and the one that is never repeated."""
    body: dict[str, JsonValue] = {"phone_number": {"token": token}}
    if address_sid:
        body["address_sid"] = address_sid  # beside phone_number, not in it
    return Call("POST", PHONE_NUMBERS, body=body, repeatable=False, secret=SecretStr(token))


def update_number(number_id: int, update: NumberUpdate) -> Call:
    """Change what the update gives. Raises ValueError where it gives nothing, which Zendesk answers with a bare 400."""
    changes = update.given()
    if not changes:
        raise ValueError("the update changes nothing")
    # Nothing published says whether settings are taken without this; asking for them also shows what became of them,
    # and of those that nobody meant to change.
    query = (("include", "settings"),)
    return Call("PUT", f"{PHONE_NUMBERS}/{number_id:d}", query, {"phone_number": changes})


def delete_number(number_id: int) -> Call:
    """Release a number. A repetition finds nothing and does nothing."""
    return Call("DELETE", f"{PHONE_NUMBERS}/{number_id:d}")


def whoami() -> Call:
    """Show whom the credentials act as."""
    return Call("GET", ME)


def show_token() -> Call:
    """Show the access token that the call is made with, which clients are seen to do and no document tells."""
    return Call("GET", OAUTH_TOKEN)


def access_token(client_id: str, client_secret: str) -> Call:
    """Exchange client credentials for an access token. Talk has no scopes of its own, so it takes the broad ones.

    https://developer.zendesk.com/api-reference/ticketing/oauth/grant_type_tokens/
    """
    body: dict[str, JsonValue] = {
        "grant_type": "client_credentials",
        "client_id": client_id,
        "client_secret": client_secret,
        "scope": "read write",
    }
    return Call("POST", OAUTH_TOKENS, body=body, repeatable=False, secret=SecretStr(client_secret))
