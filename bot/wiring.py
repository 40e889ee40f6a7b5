"""How the services are put together: what carries requests, and what listeners call. Opens and closes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from docket import Docket
from slack_sdk.web.async_client import AsyncWebClient

from bot.cards.board import Board
from bot.jobs.requests import RequestJobs
from bot.jobs.spending import SpendingJobs
from bot.slack.bolt import Services
from bot.slack.words import record_words
from bot.store.connection import Store
from bot.store.copies import Copies
from bot.store.directory import DirectoryStore
from bot.store.lines import LineCache
from bot.store.looks import Looks
from bot.store.outbox import Outbox
from bot.store.owned import Owned
from bot.store.records import Records
from bot.store.searches import Searches
from bot.store.trail import Trail
from bot.store.watch import Watch
from bot.talk.decisions import Decisions
from bot.talk.deletions import DeletionExecution
from bot.talk.execution import Reread, Surroundings
from bot.talk.history import HistoryService
from bot.talk.holding import Holding
from bot.talk.limits import Limits
from bot.talk.lines import Lines
from bot.talk.policy import Policy
from bot.talk.purchases import PurchaseExecution
from bot.talk.queue import QueueService
from bot.talk.releases import ReleaseService
from bot.talk.requests import RequestService
from bot.talk.schedule import Schedule
from bot.talk.search import SearchService
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
) -> RequestJobs:
    """Return what carries requests to their ends. slack: a client that does not wait where Slack refuses for now."""
    policy, records, outbox = rules.policy, Records(store, rules.limits.monthly_budget), Outbox(store)
    board = Board(slack, records, Copies(store), outbox, channel=policy.channel, groups=policy.approver_groups)
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


def spending_jobs(rules: Rules, *, zendesk: TalkClient, store: Store) -> SpendingJobs:
    """Return what takes numbers off the budget that are gone."""
    return SpendingJobs(
        Spending(zendesk=zendesk, records=Records(store, rules.limits.monthly_budget), owned=Owned(store))
    )


def services(rules: Rules, *, zendesk: TalkClient, store: Store, schedule: Schedule) -> Services:
    """Return what listeners call."""
    policy, records, directory = rules.policy, Records(store, rules.limits.monthly_budget), DirectoryStore(store)
    lines = Lines(zendesk, LineCache(store))
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
        history=HistoryService(trail=Trail(store), lines=lines, records=records, directory=directory, policy=policy),
        hold=rules.hold,
        approver_groups=policy.approver_groups,
    )
