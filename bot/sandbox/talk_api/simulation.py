"""All that the simulator remembers, in one place, so that a reset forgets all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request

from bot.sandbox.talk_api.account import Account
from bot.sandbox.talk_api.auth import Doorkeeper
from bot.sandbox.talk_api.clock import Clock
from bot.sandbox.talk_api.deletions import Deletion
from bot.sandbox.talk_api.faults import Faults
from bot.sandbox.talk_api.meter import Meter
from bot.sandbox.talk_api.number_updates import Update
from bot.sandbox.talk_api.offers import Offers
from bot.sandbox.talk_api.orders import Order
from bot.sandbox.talk_api.settings import TalkApi


class Simulation:
    """One simulated account and what is around it. make_account: called at the start and at every reset.

    settings may be exchanged at any time; tokens given out keep the lifetime they were given out with.
    """

    def __init__(self, settings: TalkApi, make_account: Callable[[], Account]) -> None:
        self._first_settings = settings
        self._make_account = make_account
        self.clock = Clock()
        self.faults = Faults()
        self.later: set[asyncio.Task[None]] = set()
        self.reset()

    def reset(self) -> None:
        """Begin anew: account, tokens, faults, the books, time and settings."""
        self.cancel_later()
        self.clock.reset()
        self.faults.clear()
        self.account = self._make_account()
        self.orders: list[Order] = []
        self.deletions: list[Deletion] = []
        self.updates: list[Update] = []
        self.meter = Meter(self.clock)
        self.offers = Offers(self.clock)
        self.doorkeeper = Doorkeeper(self.clock)
        self.settings = self._first_settings

    def cancel_later(self) -> None:
        """Give up what was to take effect later."""
        for task in self.later:
            task.cancel()
        self.later.clear()


def simulation_of(request: Request) -> Simulation:
    """Return the simulation that a request is for."""
    simulation = request.app.state.simulation
    if not isinstance(simulation, Simulation):
        raise TypeError("The app was not made by create_app.")
    return simulation
