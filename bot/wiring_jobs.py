"""How the jobs are put together: what must happen though nobody waits. Opens and closes nothing."""

from __future__ import annotations

from docket import Docket
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.board import Board
from bot.cards.change_board import ChangeBoard
from bot.cards.change_said import Said
from bot.cards.home_board import HomeBoard
from bot.cards.step_board import StepBoard, StepEndings
from bot.cards.timer_board import TimerBoard
from bot.jobs.changes import ChangeJobs
from bot.jobs.drift import DriftJobs
from bot.jobs.requests import RequestJobs
from bot.jobs.spending import SpendingJobs
from bot.jobs.steps import StepJobs
from bot.jobs.timers import ShowingChanges, TimerJobs
from bot.slack.words import record_words
from bot.store.changes import Changes
from bot.store.claims import Claims
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.directory import DirectoryStore
from bot.store.drift_looks import DriftLooks
from bot.store.lines import LineCache
from bot.store.names import NameCache
from bot.store.outbox import Outbox
from bot.store.owned import Owned
from bot.store.records import Records
from bot.store.steps import Steps
from bot.store.timers import Timers
from bot.store.watch import Watch
from bot.talk.catalog import Catalogs
from bot.talk.changing import Changing
from bot.talk.deletions import DeletionExecution
from bot.talk.drift import DriftWatch
from bot.talk.execution import Reread, Surroundings
from bot.talk.holding import Holding
from bot.talk.line_writing import LineWriter
from bot.talk.lines import Lines
from bot.talk.pace import Pace
from bot.talk.purchases import PurchaseExecution
from bot.talk.schedule import Schedule
from bot.talk.spending import Spending
from bot.talk.step_outputs import StepOutputs
from bot.talk.step_progress import StepProgress
from bot.talk.steps import RequestSteps
from bot.talk.timer_guard import TimerGuard
from bot.talk.timer_look import TimerLooks
from bot.talk.timing import TimerSteps
from bot.talk.waiting import Waiting
from bot.wiring import Rules, home_service, timer_rights
from bot.zendesk.client import TalkClient


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
    lines = Lines(zendesk, LineCache(store))
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
        purchases=PurchaseExecution(surroundings, lines=lines, limits=rules.limits, search_ttl=rules.search_ttl),
        deletions=DeletionExecution(surroundings, lines=lines, holding=holding),
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
    pace: Pace,
) -> tuple[ChangeJobs, TimerJobs]:
    """Return what carries changes and timers to their ends, and shows them.

    slack: a client that does not wait where Slack refuses for now; homes: brings App Home up to date; pace: of all
    changes of the process.
    """
    timers, rights = Timers(store), timer_rights(rules, store)
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
    changing = Changing(
        changes=changes,
        claims=claims,
        outbox=outbox,
        directory=DirectoryStore(store),
        guards=TimerGuard(timers, rights),
        writer=LineWriter(zendesk, changes, claims, timers, pace, record_words, Said(catalogs)),
        lines=Lines(zendesk, LineCache(store)),
        schedule=schedule,
    )
    steps = TimerSteps(timers=timers, changes=changes, outbox=outbox, schedule=schedule)
    timer_board = TimerBoard(
        slack,
        TimerLooks(timers, changes),
        Copies(store),
        outbox,
        catalogs,
        channel=rules.policy.channel,
        home=homes.timer_moved,
    )
    show = ShowingChanges(changes, outbox, own=board.show, steps=steps, of_timer=timer_board.show)
    return ChangeJobs(changing, show, outbox), TimerJobs(steps, timer_board.show, outbox)


def drift_jobs(*, zendesk: TalkClient, store: Store, pace: Pace) -> DriftJobs:
    """Return what compares with Zendesk what somebody has for a while. pace: of changes, which go first."""
    said = Said(Catalogs(zendesk, NameCache(store)))
    return DriftJobs(DriftWatch(zendesk=zendesk, timers=Timers(store), looks=DriftLooks(store), pace=pace, said=said))


def spending_jobs(rules: Rules, *, zendesk: TalkClient, store: Store) -> SpendingJobs:
    """Return what takes numbers off the budget that are gone."""
    return SpendingJobs(
        Spending(zendesk=zendesk, records=Records(store, rules.limits.monthly_budget), owned=Owned(store))
    )


def step_jobs(rules: Rules, *, slack: AsyncWebClient, store: Store) -> StepJobs:
    """Return what carries the steps of workflows. slack: a client that does not wait where Slack refuses for now."""
    steps, outbox = Steps(store), Outbox(store)
    outputs = StepOutputs(Records(store, rules.limits.monthly_budget), Timers(store))
    return StepJobs(
        StepProgress(steps=steps, outbox=outbox, outputs=outputs),
        StepBoard(slack, steps, Copies(store), outbox),
        StepEndings(slack, steps),
        outbox,
    )


def home_board(rules: Rules, *, slack: AsyncWebClient, zendesk: TalkClient, store: Store) -> HomeBoard:
    """Return what brings App Home up to date behind jobs. slack: a client that does not wait."""
    return HomeBoard(slack, home_service(rules, lines=Lines(zendesk, LineCache(store)), store=store))
