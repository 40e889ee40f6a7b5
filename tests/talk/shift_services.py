"""What tests of shifts need beside the other services, put together as the bot does."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.store.changes import Changes
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.store.drafts import Drafts
from bot.store.oncall import OnCallSets, Phones
from bot.store.timers import Timers
from bot.talk.handovers import Handovers
from bot.talk.lines import Lines
from bot.talk.reading import Readings
from bot.talk.shifts import ShiftService
from bot.talk.timer_rights import TimerRights
from bot.talk.timers import TimerService
from bot.zendesk.client import TalkClient


def shift_services(
    store: Store, zendesk: TalkClient, service: TimerService, rights: TimerRights, lines: Lines
) -> tuple[ShiftService, Handovers]:
    """Return what runs shifts and hands them over."""
    timers, phones, directory = Timers(store), Phones(store), DirectoryStore(store)
    shifts = ShiftService(
        service=service,
        timers=timers,
        rights=rights,
        sets=OnCallSets(store),
        phones=phones,
        drafts=Drafts(store),
        readings=Readings(zendesk),
        lines=lines,
        directory=directory,
        zone=ZoneInfo("UTC"),
    )
    handovers = Handovers(
        service=service,
        timers=timers,
        rights=rights,
        phones=phones,
        changes=Changes(store),
        lines=lines,
        directory=directory,
    )
    return shifts, handovers
