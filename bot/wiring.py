"""How the services are put together: what carries requests, and what listeners call. Opens and closes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from docket import Docket
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.board import Board
from bot.cards.change_board import ChangeBoard
from bot.cards.change_said import Said
from bot.cards.home_board import HomeBoard
from bot.jobs.changes import ChangeJobs
from bot.jobs.requests import RequestJobs
from bot.jobs.spending import SpendingJobs
from bot.slack.bolt import Services
from bot.slack.words import record_words
from bot.store.changes import Changes
from bot.store.claims import Claims
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.directory import DirectoryStore
from bot.store.drafts import Drafts
from bot.store.homes import Homes
from bot.store.lines import LineCache
from bot.store.looks import Looks
from bot.store.names import NameCache
from bot.store.outbox import Outbox
from bot.store.owned import Owned
from bot.store.records import Records
from bot.store.searches import Searches
from bot.store.trail import Trail
from bot.store.watch import Watch
from bot.talk.catalog import Catalogs
from bot.talk.changes import ChangeService
from bot.talk.changing import Changing
from bot.talk.decisions import Decisions
from bot.talk.deletions import DeletionExecution
from bot.talk.editing import EditingService
from bot.talk.execution import Reread, Surroundings
from bot.talk.history import HistoryService
from bot.talk.holding import Holding
from bot.talk.homes import HomeService
from bot.talk.limits import Limits
from bot.talk.line_writing import LineWriter
from bot.talk.lines import Lines
from bot.talk.listing import ListService
from bot.talk.pace import Pace
from bot.talk.policy import Policy
from bot.talk.purchases import PurchaseExecution
from bot.talk.queue import QueueService
from bot.talk.reading import Readings
from bot.talk.releases import ReleaseService
from bot.talk.requests import RequestService
from bot.talk.schedule import Schedule
from bot.talk.search import SearchService
from bot.talk.several import SeveralService
from bot.talk.spending import Spending
from bot.talk.steps import RequestSteps
from bot.talk.waiting import Waiting
from bot.zendesk.client import TalkClient


@dataclass(frozen=True, slots=True)
class Rules:
    """What the settings say of people, money and time."""

    policy: Policy
    limits: Limits
    search_ttl: timedelta
    approval_ttl: timedelta
    hold: timedelta


def request_jobs(
    rules: Rules,
    *,
    slack: AsyncWebClient,
    zendesk: TalkClient,
    store: Store,
    docket: Docket,
    schedule: Schedule,
    reread: Reread,
    homes: HomeBoard | None = None,
) -> RequestJobs:
    """Return what carries requests to their ends.

    slack: a client that does not wait where Slack refuses for now; homes: what brings App Home up to date.
    """
    policy, records, outbox = rules.policy, Records(store, rules.limits.monthly_budget), Outbox(store)
    board = Board(
        slack, records, Copies(store), outbox, channel=policy.channel, groups=policy.approver_groups, homes=homes
    )
    surroundings = Surroundings(
        zendesk=zendesk,
        records=records,
        outbox=outbox,
        directory=DirectoryStore(store),
        policy=policy,
        reread=reread,
        words=record_words,
        schedule=schedule,
    )
    holding = Holding(
        records=records,
        outbox=outbox,
        watch=Watch(store),
        stands=board.stands,
        schedule=schedule,
        hold=rules.hold,
    )
    steps = RequestSteps(
        records=records,
        outbox=outbox,
        waiting=Waiting(records=records, outbox=outbox, remind=board.remind, schedule=schedule, ttl=rules.approval_ttl),
        purchases=PurchaseExecution(surroundings, limits=rules.limits, search_ttl=rules.search_ttl),
        deletions=DeletionExecution(surroundings, lines=Lines(zendesk, LineCache(store)), holding=holding),
    )
    return RequestJobs(docket, steps, board, outbox)


def change_jobs(
    rules: Rules,
    *,
    slack: AsyncWebClient,
    zendesk: TalkClient,
    store: Store,
    schedule: Schedule,
    homes: HomeBoard,
) -> ChangeJobs:
    """Return what carries changes to their ends, and shows them.

    slack: a client that does not wait where Slack refuses for now; homes: brings App Home up to date.
    """
    changes, claims, outbox = Changes(store), Claims(store), Outbox(store)
    catalogs = Catalogs(zendesk, NameCache(store))
    board = ChangeBoard(
        slack,
        changes,
        Copies(store),
        outbox,
        catalogs,
        channel=rules.policy.channel,
        home=homes.change_moved,
    )
    pace = Pace(lambda: zendesk.rate_limit)
    changing = Changing(
        changes=changes,
        claims=claims,
        outbox=outbox,
        directory=DirectoryStore(store),
        policy=rules.policy,
        writer=LineWriter(zendesk, changes, claims, pace, record_words, Said(catalogs)),
        lines=Lines(zendesk, LineCache(store)),
        schedule=schedule,
    )
    return ChangeJobs(changing, board.show, outbox)


def spending_jobs(rules: Rules, *, zendesk: TalkClient, store: Store) -> SpendingJobs:
    """Return what takes numbers off the budget that are gone."""
    return SpendingJobs(
        Spending(zendesk=zendesk, records=Records(store, rules.limits.monthly_budget), owned=Owned(store))
    )


def home_service(rules: Rules, *, lines: Lines, store: Store) -> HomeService:
    """Return what reads App Home."""
    directory = DirectoryStore(store)
    return HomeService(
        homes=Homes(store),
        records=Records(store, rules.limits.monthly_budget),
        lists=ListService(lines=lines, directory=directory, policy=rules.policy),
        running=Changes(store).running,
        directory=directory,
        policy=rules.policy,
    )


def home_board(rules: Rules, *, slack: AsyncWebClient, zendesk: TalkClient, store: Store) -> HomeBoard:
    """Return what brings App Home up to date behind jobs. slack: a client that does not wait."""
    return HomeBoard(slack, home_service(rules, lines=Lines(zendesk, LineCache(store)), store=store))


def services(
    rules: Rules, *, zendesk: TalkClient, store: Store, schedule: Schedule, zendesk_url: str | None = None
) -> Services:
    """Return what listeners call. zendesk_url: where people find the account with a browser."""
    policy, records, directory = rules.policy, Records(store, rules.limits.monthly_budget), DirectoryStore(store)
    lines, catalogs = Lines(zendesk, LineCache(store)), Catalogs(zendesk, NameCache(store))
    changes = ChangeService(changes=Changes(store), lines=lines, directory=directory, policy=policy, schedule=schedule)
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
        ),
        several=SeveralService(
            lines=lines,
            readings=Readings(zendesk),
            catalogs=catalogs,
            drafts=Drafts(store),
            changes=changes,
        ),
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
