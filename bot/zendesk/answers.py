"""Every answer of Zendesk as a value: read into a model, or raised as the error it is.

Success is any 2xx whose body reads as what was asked for. Nothing here trusts a body: whatever the bytes, what comes
out is a model or an error of `bot.errors`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Generic, TypeVar

import pydantic_core
from pydantic import JsonValue, ValidationError

from bot.errors import PurchaseUncertain, ZendeskRefused, ZendeskUnavailable
from bot.zendesk.models import AvailableNumber, PhoneNumber, TalkObject
from bot.zendesk.refusals import REFUSALS, media_type, refusal

M = TypeVar("M", bound=TalkObject)

_SUCCESS = range(200, 300)
_SIDELOADED = ("settings", "ivrs", "all_greetings", "all_groups", "all_schedules")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. headers: lower-case names; body: decoded from its content encoding, nothing else done to it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Return whether Zendesk says that it did what was asked."""
        return self.status in _SUCCESS


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """One page of a list. next_page: an absolute URL, None on the last page."""

    items: tuple[M, ...]
    next_page: str | None


def check(answer: Answer) -> None:
    """Raise the error an answer is, if it is one."""
    if not answer.ok:
        raise refusal(answer.status, answer.headers, answer.body)


def read_one(answer: Answer, key: str, model: type[M]) -> M:
    """Read the object that stands under a key. Raises ZendeskUnavailable where it does not."""
    check(answer)
    found = _envelope(answer).get(key)
    return _read(found, model, answer)


def read_flat(answer: Answer, model: type[M]) -> M:
    """Read an answer that is the object itself, such as an access token."""
    check(answer)
    return _read(_envelope(answer), model, answer)


def read_number(answer: Answer) -> PhoneNumber:
    """Read one owned number. What was included counts wherever it stands: inside the number or beside it."""
    check(answer)
    envelope = _envelope(answer)
    found = envelope.get("phone_number")
    if isinstance(found, dict):
        found = {key: envelope[key] for key in _SIDELOADED if key in envelope} | found
    return _read(found, PhoneNumber, answer)


def read_update(answer: Answer) -> PhoneNumber:
    """Read a number that was changed."""
    _check_no_proxy_gave_up(answer)
    return read_number(answer)


def read_page(answer: Answer, key: str, model: type[M]) -> Page[M]:
    """Read a page of objects. One that cannot be told from others makes the page unreadable: a list with holes lies."""
    elements, next_page = _listing(answer, key)
    return Page(tuple(_read(element, model, answer) for element in elements), next_page)


def read_search(answer: Answer) -> tuple[AvailableNumber, ...]:
    """Read the numbers for sale, without those that cannot be ordered. Raises ZendeskUnavailable if that is all."""
    elements, _ = _listing(answer, "phone_numbers")
    offers: list[AvailableNumber] = []
    for element in elements:
        try:
            offers.append(AvailableNumber.model_validate(element))
        except ValidationError:
            continue
    if elements and not offers:
        raise _unreadable(answer, "no number in it can be ordered")
    return tuple(offers)


def read_order(answer: Answer, expected_number: str) -> PhoneNumber:
    """Read what became of an order for one number.

    4xx is definite: nothing was bought. Anything else that is not a 2xx with that number may have been a purchase, and
    raises PurchaseUncertain. An answer without a number is taken at its word.
    """
    # 408 is a proxy that gave up waiting: it says nothing about what Zendesk did.
    if answer.status in REFUSALS and answer.status != HTTPStatus.REQUEST_TIMEOUT:
        check(answer)
    try:
        bought = read_number(answer)
    except (ZendeskUnavailable, ZendeskRefused) as error:  # refused only by 408
        raise PurchaseUncertain(error.problem, answer.status) from error
    if bought.number is not None and _digits(bought.number) != _digits(expected_number):
        raise PurchaseUncertain("Zendesk answered with another number than the one ordered", answer.status)
    return bought


def read_deletion(answer: Answer) -> bool:
    """Return whether the number was not there (404). Ignores the body: recorded are a space, `null` and none at all."""
    if answer.status == HTTPStatus.NOT_FOUND:
        return True
    _check_no_proxy_gave_up(answer)
    check(answer)
    return False


def _check_no_proxy_gave_up(answer: Answer) -> None:
    """Raise ZendeskUnavailable for a 408: as for an order, a proxy gave up and Zendesk may not have."""
    if answer.status == HTTPStatus.REQUEST_TIMEOUT:
        raise ZendeskUnavailable("a proxy gave up waiting for Zendesk", status=answer.status)


def _digits(number: str) -> str:
    return re.sub(r"[^0-9]", "", number)


def _listing(answer: Answer, key: str) -> tuple[list[JsonValue], str | None]:
    check(answer)
    envelope = _envelope(answer)
    elements = envelope.get(key)
    if not isinstance(elements, list):
        raise _unreadable(answer, f"no list of {key}")
    next_page = envelope.get("next_page")
    return elements, next_page if isinstance(next_page, str) and next_page else None


def _envelope(answer: Answer) -> dict[str, JsonValue]:
    try:
        envelope = pydantic_core.from_json(answer.body, allow_inf_nan=False)
    except ValueError:
        raise _unreadable(answer, "no JSON") from None  # the parser's words quote the body
    if not isinstance(envelope, dict):
        raise _unreadable(answer, "no JSON object")
    return envelope


def _read(found: JsonValue, model: type[M], answer: Answer) -> M:
    try:
        return model.model_validate(found)
    except ValidationError as error:
        where = ", ".join(sorted({".".join(map(str, one["loc"])) or "itself" for one in error.errors()}))
        raise _unreadable(answer, f"{model.__name__} without a readable {where}") from error


def _unreadable(answer: Answer, what: str) -> ZendeskUnavailable:
    kind = media_type(answer.headers)[:60] or "no content type"
    return ZendeskUnavailable(f"unreadable answer ({kind}): {what}", status=answer.status)
