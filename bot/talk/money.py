"""Prices as Zendesk writes them, read without ever guessing, and the few sums the bot does with them.

Zendesk shows prices as text with no fixed form ("$1.0" beside "$1.00"). What could be read in two ways is not read.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache

from bot.model import Money

MONTHS_A_YEAR = 12

_NUMBER = r"(?P<number>\d[\d.,]{0,19}|\.\d{1,4})"
# A sign such as $ or €, with the letters that tell dollars apart ("US$"), or an ISO code.
_CURRENCY = r"[A-Z]{0,3}[^\s\w.,+\-()]|[A-Z]{3}"
_BEFORE = re.compile(rf"(?P<currency>{_CURRENCY}) ?{_NUMBER}", re.ASCII)
_AFTER = re.compile(rf"{_NUMBER} ?(?P<currency>{_CURRENCY})", re.ASCII)

# One mark, read as a decimal mark: not before exactly three digits, which might as well be thousands, unless a zero
# stands before it.
_DECIMAL = re.compile(r"(?:\d*[.,](?:\d{1,2}|\d{4,})|0[.,]\d{3}|\d+)", re.ASCII)
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?:(?:,\d{3})+\.\d{1,2}|(?:\.\d{3})+,\d{1,2}|(?:,\d{3}){2,}|(?:\.\d{3}){2,})", re.ASCII
)


def parse_price(text: str) -> Money | None:
    """Return a price such as "$1.0", "US$ 2", "1.50 EUR" or "€1,50"; None where it is not one plain amount.

    None for no currency or two of them, a negative amount, two numbers, and marks that could mean either decimals or
    thousands ("$1,234").
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).upper().split())
    match = _BEFORE.fullmatch(plain) or _AFTER.fullmatch(plain)
    if match is None or not _is_currency(match["currency"]):
        return None
    amount = _amount(match["number"])
    return None if amount is None else Money(amount, match["currency"])


def per_year(price: Money) -> Money:
    """Return what a monthly price comes to in a year."""
    return Money(price.amount * MONTHS_A_YEAR, price.currency)


def add(first: Money, second: Money) -> Money:
    """Return the sum of two amounts of one currency; ValueError for two currencies, which must be checked before."""
    if not same_currency(first, second):
        raise ValueError(f"cannot add {first.currency} and {second.currency}")
    return Money(first.amount + second.amount, first.currency)


def same_currency(first: Money, second: Money) -> bool:
    """Whether two amounts can be compared and added. "$" and "USD" are not taken to be the same: that is a guess."""
    return first.currency == second.currency


def exceeds(price: Money, limit: Money) -> bool:
    """Whether a price is above a limit; ValueError for two currencies, which must be checked before."""
    if not same_currency(price, limit):
        raise ValueError(f"cannot compare {price.currency} and {limit.currency}")
    return price.amount > limit.amount


def _amount(number: str) -> Decimal | None:
    if _DECIMAL.fullmatch(number):
        return Decimal(number.replace(",", "."))
    if _GROUPED.fullmatch(number):
        marks = [char for char in number if not char.isdigit()]
        thousands, last = marks[0], marks[-1]
        whole = number.replace(thousands, "")
        return Decimal(whole.replace(last, ".") if last != thousands else whole)
    return None


def _is_currency(mark: str) -> bool:
    return unicodedata.category(mark[-1]) == "Sc" or mark in _currency_codes()


@cache
def _currency_codes() -> frozenset[str]:
    from babel.core import get_global  # noqa: PLC0415 - imported on first use, it reads its data from disk

    return frozenset(get_global("all_currencies"))
