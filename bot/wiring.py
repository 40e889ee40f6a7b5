"""How the services are put together that listeners call. Opens and closes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.slack.bolt import Services
from bot.store.changes import Changes
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.directory import DirectoryStore
from bot.store.drafts import Drafts
from bot.store.homes import Homes
from bot.store.lines import LineCache
from bot.store.looks import Looks
from bot.store.names import NameCache
from bot.store.oncall import OnCallSets, Phones
from bot.store.oncall_drafts import SetDrafts
from bot.store.records import Records
from bot.store.searches import Searches
from bot.store.steps import Steps
from bot.store.switch_drafts import SwitchDrafts
from bot.store.timers import Timers
from bot.store.trail import Trail
from bot.talk.catalog import Catalogs
from bot.talk.changes import ChangeService
from bot.talk.decisions import Decisions
from bot.talk.editing import EditingService
from bot.talk.handovers import Handovers
from bot.talk.history import HistoryService
from bot.talk.homes import HomeService
from bot.talk.limits import Limits
from bot.talk.lines import Lines
from bot.talk.listing import ListService
from bot.talk.oncall_sets import OnCallService
from bot.talk.policy import Policy
from bot.talk.queue import QueueService
from bot.talk.reading import Readings
from bot.talk.releases import ReleaseService
from bot.talk.requests import RequestService
from bot.talk.schedule import Schedule
from bot.talk.search import SearchService
from bot.talk.several import SeveralService
from bot.talk.shifts import ShiftService
from bot.talk.switching import SwitchService
from bot.talk.timer_guard import TimerGuard
from bot.talk.timer_look import TimerLooks
from bot.talk.timer_rights import TimerRights
from bot.talk.timers import TimerService
from bot.talk.workflow_steps import StepService
from bot.talk.zones import UTC_ZONE
from bot.zendesk.client import TalkClient


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say of people, money and time. zone: where a person's own is not known."""

    policy: Policy
    limits: Limits
    search_ttl: timedelta
    approval_ttl: timedelta
    hold: timedelta
    zone: ZoneInfo = UTC_ZONE


def timer_rights(rules: Rules, store: Store) -> TimerRights:
    """Return who may do what with timers."""
    return TimerRights(rules.policy, OnCallSets(store).members_of)


def home_service(rules: Rules, *, lines: Lines, store: Store) -> HomeService:
    """Return what reads App Home."""
    directory = DirectoryStore(store)
    return HomeService(
        homes=Homes(store),
        records=Records(store, rules.limits.monthly_budget),
        lists=ListService(lines=lines, directory=directory, policy=rules.policy),
        running=Changes(store).running,
        timers=TimerLooks(Timers(store), Changes(store)),
        directory=directory,
        policy=rules.policy,
    )


def services(
    rules: Rules, *, zendesk: TalkClient, store: Store, schedule: Schedule, zendesk_url: str | None = None
) -> Services:
    """Return what listeners call. zendesk_url: where people find the account with a browser."""
    policy, records, directory = rules.policy, Records(store, rules.limits.monthly_budget), DirectoryStore(store)
    lines, catalogs = Lines(zendesk, LineCache(store)), Catalogs(zendesk, NameCache(store))
    rights = timer_rights(rules, store)
    changes = ChangeService(
        changes=Changes(store),
        lines=lines,
        directory=directory,
        policy=policy,
        schedule=schedule,
        guards=TimerGuard(Timers(store), rights),
    )
    timers = TimerService(
        timers=Timers(store), changes=Changes(store), directory=directory, rights=rights, schedule=schedule
    )
    steps = StepService(steps=Steps(store), directory=directory, policy=policy, schedule=schedule)
    requests = RequestService(
        records=records,
        directory=directory,
        policy=policy,
        limits=rules.limits,
        schedule=schedule,
        approval_ttl=rules.approval_ttl,
    )
    return Services(
        search=SearchService(zendesk, Searches(store, rules.search_ttl), records, rules.limits),
        requests=requests,
        decisions=Decisions(records=records, policy=policy, schedule=schedule),
        releases=ReleaseService(lines=lines, looks=Looks(store), requests=requests),
        queue=QueueService(records=records, directory=directory, policy=policy),
        changes=changes,
        timers=timers,
        switching=SwitchService(
            lines=lines,
            readings=Readings(zendesk),
            drafts=SwitchDrafts(store),
            timers=timers,
            held=Timers(store),
            directory=directory,
            steps=steps,
            zone=rules.zone,
        ),
        shifts=ShiftService(
            service=timers,
            timers=Timers(store),
            rights=rights,
            sets=OnCallSets(store),
            phones=Phones(store),
            drafts=Drafts(store),
            readings=Readings(zendesk),
            lines=lines,
            directory=directory,
            zone=rules.zone,
        ),
        handovers=Handovers(
            service=timers,
            timers=Timers(store),
            rights=rights,
            phones=Phones(store),
            changes=Changes(store),
            lines=lines,
            directory=directory,
        ),
        oncall=OnCallService(
            sets=OnCallSets(store),
            drafts=SetDrafts(store),
            timers=Timers(store),
            looks=TimerLooks(Timers(store), Changes(store)),
            lines=lines,
            directory=directory,
            policy=policy,
            zone=rules.zone,
        ),
        copies=Copies(store),
        catalogs=catalogs,
        history=HistoryService(trail=Trail(store), lines=lines, records=records, directory=directory, policy=policy),
        editing=EditingService(
            zendesk=zendesk,
            lines=lines,
            catalogs=catalogs,
            drafts=Drafts(store),
            changes=changes,
            directory=directory,
            policy=policy,
            now_ms=store.now_ms,
            running=Timers(store).running,
        ),
        several=SeveralService(
            lines=lines,
            readings=Readings(zendesk),
            catalogs=catalogs,
            drafts=Drafts(store),
            changes=changes,
        ),
        steps=steps,
        lists=ListService(lines=lines, directory=directory, policy=policy),
        home=home_service(rules, lines=lines, store=store),
        hold=rules.hold,
        approver_groups=policy.approver_groups,
        channel=policy.channel,
        admin_url=_admin_url(zendesk_url),
    )


def _admin_url(zendesk_url: str | None) -> str | None:
    """Return where an account's numbers are in Zendesk's Admin Center; a simulated account has none."""
    if zendesk_url is None or not zendesk_url.startswith("https://"):
        return None
    return f"{zendesk_url.rstrip('/')}/admin/channels/talk_and_email/talk"
