"""The values that cross layers: frozen, free of I/O, each with the units of its fields.

Times are aware UTC datetimes or, where redis's clock decided them, integer milliseconds named `..._ms`.
"""

from bot.model.changes import Change, ChangeState, LineChange, LineStatus, Values
from bot.model.lines import Hanging, Line
from bot.model.offers import Address, AddressRequirement, Group, Money, Offer, Order, Results, SearchTerms
from bot.model.people import Directory, Member, Person
from bot.model.requests import (
    OPEN_STATES,
    AnyRequest,
    Budget,
    Copy,
    Deletion,
    Details,
    Place,
    Purchase,
    Request,
    RequestState,
    TrailEntry,
)

__all__ = [
    "OPEN_STATES",
    "Address",
    "AddressRequirement",
    "AnyRequest",
    "Budget",
    "Change",
    "ChangeState",
    "Copy",
    "Deletion",
    "Details",
    "Directory",
    "Group",
    "Hanging",
    "Line",
    "LineChange",
    "LineStatus",
    "Member",
    "Money",
    "Offer",
    "Order",
    "Person",
    "Place",
    "Purchase",
    "Request",
    "RequestState",
    "Results",
    "SearchTerms",
    "TrailEntry",
    "Values",
]
