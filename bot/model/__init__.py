"""The values that cross layers: frozen, free of I/O, each with the units of its fields.

Times are aware UTC datetimes or, where redis's clock decided them, integer milliseconds named `..._ms`.
"""

from bot.model.changes import Change, ChangeState, LineChange, LineStatus, Values
from bot.model.holds import Hold, Holds
from bot.model.lines import Hanging, Line
from bot.model.offers import Address, AddressRequirement, Group, Money, Offer, Order, Results, SearchTerms
from bot.model.oncall import OnCallSet, OverflowTo, Terms
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
from bot.model.steps import ANSWERED_WITHIN, StepKind, StepRun, StepState
from bot.model.timers import UNENDED, TimedLine, Timer, TimerState

__all__ = [
    "ANSWERED_WITHIN",
    "OPEN_STATES",
    "UNENDED",
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
    "Hold",
    "Holds",
    "Line",
    "LineChange",
    "LineStatus",
    "Member",
    "Money",
    "Offer",
    "OnCallSet",
    "Order",
    "OverflowTo",
    "Person",
    "Place",
    "Purchase",
    "Request",
    "RequestState",
    "Results",
    "SearchTerms",
    "StepKind",
    "StepRun",
    "StepState",
    "Terms",
    "TimedLine",
    "Timer",
    "TimerState",
    "TrailEntry",
    "Values",
]
