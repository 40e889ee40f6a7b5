"""The Talk API as methods. It knows Zendesk and nothing of who calls it.

    async with TalkClient("https://acme.zendesk.com", BearerToken(token), user_agent="talkbot/1") as talk:
        numbers = await talk.list_numbers()

Every method returns models of `bot.zendesk.models` or raises an error of `bot.errors`.
https://developer.zendesk.com/api-reference/voice/talk-api/phone_numbers/
"""

from __future__ import annotations

import copy
import time
from collections.abc import Collection
from types import TracebackType
from typing import Self, TypeVar

import httpx

from bot.errors import ZendeskError, ZendeskUnavailable
from bot.zendesk import answers, calls, origin
from bot.zendesk.allowance import Allowance
from bot.zendesk.auth import Auth
from bot.zendesk.departure import Departure
from bot.zendesk.exchange import Exchange
from bot.zendesk.models import (
    Address,
    AvailableNumber,
    Brand,
    Greeting,
    GreetingCategory,
    Group,
    Ivr,
    OAuthToken,
    PhoneNumber,
    Schedule,
    User,
)
from bot.zendesk.updates import NumberUpdate

Listed = TypeVar("Listed", Address, Brand, Greeting, GreetingCategory, Group, Ivr, PhoneNumber, Schedule)

MOST_PAGES = 100
"""Zendesk has no pages beyond this: https://developer.zendesk.com/api-reference/introduction/pagination/"""

PAGE_ALLOWANCE = 2.0
"""Seconds that each page after the first adds to the budget of a list."""


class TalkClient:
    """One account's Talk.

    base_url: `https://acme.zendesk.com`, or wherever the API stands; http:// to this machine only; budget: seconds a
    call may take in all, waits and repetitions included (an order and long lists have more); order_timeout: seconds to
    wait for the answer to an order, as purchases have been recorded at more than 6 s; patient: whether its calls let
    others go first.
    Raises ValueError for an address that must not be used. To be closed, with `aclose` or as a context manager.
    """

    def __init__(
        self, base_url: str, auth: Auth, *, budget: float = 10.0, user_agent: str, order_timeout: float = 60.0
    ) -> None:
        self._exchange = Exchange(base_url, auth, budget=budget, order_timeout=order_timeout, user_agent=user_agent)
        self.patient = False

    def patiently(self) -> TalkClient:
        """Return a client of the same connections whose calls let others go first: nobody waits for an answer."""
        client = copy.copy(self)
        client.patient = True
        return client

    @property
    def allowance(self) -> Allowance:
        """What Zendesk's answers say of how much may be asked."""
        return self._exchange.allowance

    async def list_numbers(self, minimal: bool = False) -> list[PhoneNumber]:
        """Return every number and digital line; minimal ones are quicker and lack `number`, among others."""
        return await self._list(calls.list_numbers(minimal=minimal), "phone_numbers", PhoneNumber)

    async def search(
        self, *, country: str, area_code: str | None = None, contains: str | None = None, toll_free: bool | None = None
    ) -> list[AvailableNumber]:
        """Return numbers for sale. country: ISO 3166 alpha-2; contains: digits, letters, `*` for any one digit."""
        call = calls.search(country=country, area_code=area_code, contains=contains, toll_free=toll_free)
        return list(answers.read_search(await self._repeat(call)))

    @property
    def rate_limit(self) -> int | None:
        """Requests a minute that Zendesk allows the account, as its last answer said; None before that."""
        return self.allowance.limit

    async def show_number(
        self, number_id: int, include: Collection[str] = frozenset(), *, once: bool = False
    ) -> PhoneNumber:
        """Return one number, with what `calls.INCLUDES` offers. once: for a single try. Raises ZendeskNotFound."""
        return answers.read_number(await self._repeat(calls.show_number(number_id, include), once=once))

    async def create_number(
        self, token: str, address_sid: str | None = None, *, expected_number: str, send_by: float | None
    ) -> PhoneNumber:
        """Order a number: sent at most once, at most until `send_by` (time.monotonic(); None: whenever).

        expected_number: E.164, what the token was given for. Definite, nothing was bought: ZendeskRefused,
        ZendeskUnauthorised, ZendeskThrottled, ZendeskUnavailable (always with `sent` False). Anything else that is no
        purchase for sure is PurchaseUncertain. Takes at most 30 s more than `order_timeout`.
        """
        answer = await self._exchange.order(calls.create_number(token, address_sid), send_by=send_by)
        return answers.read_order(answer, expected_number)

    async def update_number(self, number_id: int, update: NumberUpdate, *, send_by: float | None = None) -> PhoneNumber:
        """Change a number and return it as it now is, which may not be as asked: Zendesk ignores some changes silently.

        Its settings are in the answer. send_by: on time.monotonic()'s clock; it then leaves at most once, until that,
        so that nobody's later change is overwritten by a repetition. Definite, nothing was changed: ZendeskRefused,
        ZendeskUnauthorised, ZendeskThrottled, and ZendeskUnavailable with `sent` False. With `sent` True it may have
        been. Raises ZendeskNotFound; ValueError if nothing changes.
        """
        call, departure = calls.update_number(number_id, update), Departure(send_by)
        return answers.read_update(await self._repeat(call, departure=departure, once=send_by is not None))

    async def delete_number(self, number_id: int, *, send_by: float | None = None) -> bool:
        """Release a number and return whether it was already gone.

        send_by: on time.monotonic()'s clock; no try leaves after it. A 404 after a try whose answer was lost is that
        try's doing, and counts as released. Definite, it was not released: ZendeskRefused, ZendeskUnauthorised,
        ZendeskThrottled, and ZendeskUnavailable with `sent` False. With `sent` True it may have been.
        """
        departure = Departure(send_by)
        try:
            answer = await self._repeat(calls.delete_number(number_id), departure=departure)
            return answers.read_deletion(answer) and not departure.may_have_acted
        except ZendeskError as error:
            if departure.may_have_acted and not (isinstance(error, ZendeskUnavailable) and error.sent):
                # What the last try was told, or that it never left, says nothing of the one before it.
                raise ZendeskUnavailable(f"no answer to a try, then {error}") from error
            raise

    async def list_addresses(self) -> list[Address]:
        """Return the addresses that numbers can be registered under."""
        return await self._list(calls.list_all(calls.ADDRESSES), "addresses", Address)

    async def list_groups(self) -> list[Group]:
        """Return the groups of agents."""
        return await self._list(calls.list_all(calls.GROUPS), "groups", Group)

    async def list_greetings(self) -> list[Greeting]:
        """Return the greetings, Talk's own and uploaded ones."""
        return await self._list(calls.list_all(calls.GREETINGS), "greetings", Greeting)

    async def list_greeting_categories(self) -> list[GreetingCategory]:
        """Return what greetings are for."""
        return await self._list(calls.list_all(calls.GREETING_CATEGORIES), "greeting_categories", GreetingCategory)

    async def list_ivrs(self) -> list[Ivr]:
        """Return the phone menus."""
        return await self._list(calls.list_all(calls.IVRS), "ivrs", Ivr)

    async def list_schedules(self) -> list[Schedule]:
        """Return the business hours; Zendesk shows them to admins only."""
        return await self._list(calls.list_all(calls.SCHEDULES), "schedules", Schedule)

    async def list_brands(self) -> list[Brand]:
        """Return the account's brands."""
        return await self._list(calls.list_all(calls.BRANDS), "brands", Brand)

    async def whoami(self) -> User:
        """Return whom the credentials act as; see User for credentials Zendesk does not know."""
        return answers.read_one(await self._repeat(calls.whoami()), "user", User)

    async def show_token(self) -> OAuthToken:
        """Return what the access token may do, and until when. An API token is none: ZendeskRefused or the like."""
        return answers.read_one(await self._repeat(calls.show_token()), "token", OAuthToken)

    async def ensure_fresh_auth(self) -> None:
        """Fetch an access token if there is none that lives for an order. Raises as `auth` does."""
        await self._exchange.freshen()

    async def aclose(self) -> None:
        """Close the connections. Calls under way fail."""
        await self._exchange.aclose()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connections."""
        await self.aclose()

    async def _repeat(
        self,
        call: calls.Call,
        *,
        url: httpx.URL | None = None,
        deadline: float | None = None,
        departure: Departure | None = None,
        once: bool = False,
    ) -> answers.Answer:
        return await self._exchange.repeat(
            call, url=url, deadline=deadline, departure=departure, once=once, patient=self.patient
        )

    async def _list(self, call: calls.Call, key: str, model: type[Listed]) -> list[Listed]:
        """Return the objects of every page, each once: pages shift where a list changes between two of them."""
        deadline = time.monotonic() + self._exchange.budget
        found: dict[int | str, Listed] = {}
        url = None
        for _ in range(MOST_PAGES):
            page = answers.read_page(await self._repeat(call, url=url, deadline=deadline), key, model)
            for item in page.items:
                found.setdefault(item.id, item)
            if page.next_page is None:
                return list(found.values())
            url = origin.following(self._exchange.base, page.next_page)
            deadline += PAGE_ALLOWANCE
        raise ZendeskUnavailable(f"the list of {key} has more than {MOST_PAGES} pages", status=200)
