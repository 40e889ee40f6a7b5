"""The Talk layer against a real redis and the Talk simulator: nothing of ours is faked."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

import httpx
import pytest

from bot.cards.change_said import Said
from bot.model import AnyRequest, Change, Deletion, Directory, Member, Person, Purchase, SearchTerms, StepRun, Timer
from bot.sandbox.serving import Server
from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi
from bot.slack.words import record_words
from bot.store.changes import Changes
from bot.store.claims import Claims
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.store.lines import LineCache
from bot.store.looks import Looks
from bot.store.names import NameCache
from bot.store.oncall import OnCallSets, Phones
from bot.store.outbox import Outbox, Step
from bot.store.pacing import Pacing
from bot.store.records import Records
from bot.store.searches import Searches, StoredSearch
from bot.store.timers import Timers
from bot.store.watch import Watch
from bot.talk.catalog import Catalogs
from bot.talk.changes import ChangeService
from bot.talk.changing import Changing
from bot.talk.decisions import Click, Decisions
from bot.talk.deletions import DeletionExecution
from bot.talk.execution import Surroundings
from bot.talk.handovers import Handovers
from bot.talk.holding import Holding
from bot.talk.limits import Limits
from bot.talk.line_writing import LineWriter
from bot.talk.lines import Lines
from bot.talk.numbering import last_four
from bot.talk.pace import Pace
from bot.talk.policy import Policy
from bot.talk.purchases import PurchaseExecution
from bot.talk.releases import ReleaseService
from bot.talk.requests import RequestService, Wish
from bot.talk.search import SearchService
from bot.talk.shifts import ShiftService
from bot.talk.steps import RequestSteps
from bot.talk.timer_guard import TimerGuard
from bot.talk.timer_rights import TimerRights
from bot.talk.timers import TimerService
from bot.talk.timing import TimerSteps
from bot.talk.waiting import Waiting
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.talk.shift_services import shift_services

R = TypeVar("R", Purchase, Deletion)

TEAM = "T0TEST"
ANA, BEN, CLEO, DAN = (Person(TEAM, f"U0{name}00001") for name in ("ANA", "BEN", "CLEO", "DAN"))
APPROVERS = "S0APPROVER"
CHANNEL = "C0APPROVAL"
TTL = timedelta(minutes=15)
APPROVAL_TTL = timedelta(hours=8)
HOLD = timedelta(minutes=10)


@dataclass
class Talk:
    """The services of one account, and the account itself.

    scheduled: the steps that were asked for; reminded: how often each request was reminded of; fresh: what Slack says
    of people just before a call, None for no answer; standing: whether cards stand in Slack.
    """

    store: Store
    search: SearchService
    requests: RequestService
    releases: ReleaseService
    decisions: Decisions
    steps: RequestSteps
    changes: ChangeService
    changing: Changing
    changed: Changes
    timers: TimerService
    shifts: ShiftService
    handovers: Handovers
    sets: OnCallSets
    phones: Phones
    timing: TimerSteps
    timed: Timers
    lines: Lines
    pace: Pace
    records: Records
    outbox: Outbox
    directory: DirectoryStore
    watch: Watch
    zendesk: TalkClient
    account: httpx.AsyncClient
    scheduled: list[tuple[Step, str]]
    reminded: list[tuple[str, int]]
    fresh: Directory | None = None
    standing: bool = True

    async def found(self, person: Person = ANA, terms: SearchTerms | None = None) -> StoredSearch:
        """Search and return what is kept of it."""
        results = await self.search.run(person, terms or SearchTerms("US", "510"))
        return await self.search.find(results.id, person)

    async def asked(self, person: Person = ANA, **wish: Any) -> Purchase:
        """Have somebody ask for the first number of a search."""
        found = await self.found(person)
        number = wish.pop("number", found.results.offers[0].number)
        return await self.requests.buy(person, found, Wish(number, **{"reason": "Spring campaign", **wish}))

    async def asked_release(self, person: Person = ANA, text: str | None = None) -> Deletion:
        """Have somebody ask for the release of a line, the first there is where none is named."""
        line = (await self.releases.find(text or ""))[0]
        look = await self.releases.look(person, line.id)
        return await self.releases.ask(
            person, look.id, digits=last_four(line.number or str(line.id)), reason="Nobody calls it", view_id="V0"
        )

    def click(self, person: Person, request: AnyRequest) -> Click:
        """Return a click on a button of a request's card as it is now."""
        return Click(person, request.id, request.version)

    async def approved(self, request: AnyRequest, by: Person = BEN) -> AnyRequest:
        """Have somebody approve."""
        return await self.decisions.approve(self.click(by, request))

    async def knows(
        self, members: Mapping[str, Member] | None = None, groups: Mapping[str, frozenset[str]] | None = None
    ) -> None:
        """Tell the bot who people are: everybody a full member, where nothing else is said; Slack says the same."""
        everybody = {person.id: Member(active=True, guest=False) for person in (ANA, BEN, CLEO, DAN)} | dict(
            members or {}
        )
        known = {APPROVERS: frozenset({BEN.id, CLEO.id})} if groups is None else dict(groups)
        self.fresh = Directory(await self.store.now_ms(), everybody, known)
        await self.directory.keep(self.fresh, everybody)

    async def fault(self, name: str, **parameters: Any) -> None:
        """Order a fault of the Talk simulator."""
        (await self.account.post("/faults", json={"fault": name, **parameters})).raise_for_status()

    async def no_faults(self) -> None:
        """Have the Talk simulator work again."""
        (await self.account.delete("/faults")).raise_for_status()

    async def orders(self) -> list[dict[str, Any]]:
        """Return every order that reached the account."""
        orders: list[dict[str, Any]] = (await self.account.get("/orders")).json()["orders"]
        return orders

    async def deletions(self) -> list[dict[str, Any]]:
        """Return every release that reached the account."""
        deletions: list[dict[str, Any]] = (await self.account.get("/deletions")).json()["deletions"]
        return deletions

    async def later(self, request: AnyRequest, seconds: float) -> None:
        """Make a record as old as if it were `seconds` later."""
        key = self.store.keys.request(request.id)
        names = (
            "requested_ms",
            "send_by_ms",
            "expires_ms",
            "decided_ms",
            "hold_started_ms",
            "hold_ends_ms",
            "done_ms",
            "at_ms",
        )
        for name in names:
            if value := await self.store.redis.hget(key, name):
                await self.store.redis.hset(key, name, int(value) - int(seconds * 1000))

    async def now(self, request: R) -> R:
        """Return the record as it stands."""
        found = await self.records.find(request.id)
        assert isinstance(found, type(request))
        return found

    async def due_in(self, request: AnyRequest) -> float | None:
        """Return the seconds until a record is looked at next, None for never."""
        due_ms = await self.store.redis.zscore(self.store.keys.outbox, f"advance:{request.id}")
        return None if due_ms is None else (due_ms - await self.store.now_ms()) / 1000

    async def change_due_in(self, change: Change) -> float:
        """Return the seconds until a change is gone on with."""
        due_ms = await self.store.redis.zscore(self.store.keys.outbox, f"change:{change.id}")
        assert due_ms is not None
        return float(due_ms - await self.store.now_ms()) / 1000

    async def trail(self, request: AnyRequest | Change | Timer | None = None) -> list[str]:
        """Return the events of the trail, oldest first."""
        return [str(entry["happened"]) for entry in await self.entries(request)]

    async def entries(self, request: AnyRequest | Change | Timer | None = None) -> list[dict[str, Any]]:
        """Return what the trail says, oldest first."""
        entries: Any = await self.store.redis.xrange(self.store.keys.trail)
        return [json.loads(fields["entry"]) for _, fields in entries if request is None or fields["id"] == request.id]


@dataclass(frozen=True)
class Rules:
    """What a test sets: who may do what, and what may be spent."""

    policy: Policy
    limits: Limits = field(default_factory=Limits)


ALONE = Policy(TEAM, frozenset({ANA.id, BEN.id}))
"""Ana and Ben may ask, and nobody has to approve."""

TOGETHER = Policy(
    TEAM,
    requesters=frozenset({ANA.id, BEN.id}),
    approvers=frozenset({APPROVERS}),
    approvals=frozenset({"purchase", "deletion"}),
    channel=CHANNEL,
)
"""Ana and Ben may ask; Ben and Cleo, as a user group, approve."""


@pytest.fixture
async def talk_api() -> AsyncIterator[str]:
    """The address of a Talk simulator that takes orders at once."""
    async with Server(create_app(TalkApi(purchase_delay=0))) as server:
        yield server.url


@pytest.fixture
def limits() -> Limits:
    """No limits; tests that want some override this."""
    return Limits()


@pytest.fixture
def policy() -> Policy:
    """Nobody has to approve; tests about approvals override this."""
    return ALONE


@pytest.fixture
async def talk(store: Store, talk_api: str, limits: Limits, policy: Policy) -> AsyncIterator[Talk]:
    """The services, with everybody a full member."""
    zendesk = TalkClient(talk_api, BearerToken(Credentials().access_token), user_agent="tests", budget=2.0)
    async with httpx.AsyncClient(base_url=talk_api) as account:
        known = services(store, zendesk, account, Rules(policy, limits))
        await known.knows()
        await known.watch.beat()
        yield known
    await zendesk.aclose()


def services(store: Store, zendesk: TalkClient, account: httpx.AsyncClient, rules: Rules) -> Talk:
    """Put the services together as the bot does, with ears where Slack would be told."""
    records, outbox = Records(store, rules.limits.monthly_budget), Outbox(store)
    directory, watch, lines = DirectoryStore(store), Watch(store), Lines(zendesk, LineCache(store))
    scheduled: list[tuple[Step, str]] = []
    reminded: list[tuple[str, int]] = []

    async def schedule(step: Step, request: AnyRequest | Change | StepRun | Timer) -> None:
        scheduled.append((step, request.id))

    async def remind(request: AnyRequest, times: int) -> None:
        reminded.append((request.id, times))

    async def reread(_: AnyRequest) -> Directory | None:
        return known.fresh

    async def stands(_: Deletion) -> bool:
        return known.standing

    surroundings = Surroundings(zendesk, records, outbox, directory, rules.policy, reread, record_words, schedule)
    holding = Holding(records=records, outbox=outbox, watch=watch, stands=stands, schedule=schedule, hold=HOLD)
    requests = RequestService(
        records=records,
        directory=directory,
        policy=rules.policy,
        limits=rules.limits,
        schedule=schedule,
        approval_ttl=APPROVAL_TTL,
    )
    pace = Pace(Pacing(store), lambda: zendesk.allowance.said)
    changed, claims, timed = Changes(store), Claims(store), Timers(store)
    sets, phones = OnCallSets(store), Phones(store)
    rights = TimerRights(rules.policy, sets.members_of)
    timers = TimerService(timers=timed, changes=changed, directory=directory, rights=rights, schedule=schedule)
    shifts, handovers = shift_services(store, zendesk, timers, rights, lines)
    guards = TimerGuard(timed, rights)
    said = Said(Catalogs(zendesk, NameCache(store)))
    known = Talk(
        store=store,
        search=SearchService(zendesk, Searches(store, TTL), records, rules.limits),
        requests=requests,
        releases=ReleaseService(lines=lines, looks=Looks(store), requests=requests),
        decisions=Decisions(records=records, policy=rules.policy, schedule=schedule),
        steps=RequestSteps(
            records=records,
            outbox=outbox,
            waiting=Waiting(records=records, outbox=outbox, remind=remind, schedule=schedule, ttl=APPROVAL_TTL),
            purchases=PurchaseExecution(surroundings, lines=lines, limits=rules.limits, search_ttl=TTL),
            deletions=DeletionExecution(surroundings, lines=lines, holding=holding),
        ),
        changes=ChangeService(
            changes=changed,
            lines=lines,
            directory=directory,
            policy=rules.policy,
            schedule=schedule,
            guards=guards,
        ),
        timers=timers,
        shifts=shifts,
        handovers=handovers,
        sets=sets,
        phones=phones,
        timing=TimerSteps(timers=timed, changes=changed, outbox=outbox, schedule=schedule),
        timed=timed,
        changing=Changing(
            changes=changed,
            claims=claims,
            outbox=outbox,
            directory=directory,
            guards=guards,
            writer=LineWriter(zendesk, changed, claims, timed, pace, record_words, said),
            lines=lines,
            schedule=schedule,
        ),
        changed=changed,
        lines=lines,
        pace=pace,
        records=records,
        outbox=outbox,
        directory=directory,
        watch=watch,
        zendesk=zendesk,
        account=account,
        scheduled=scheduled,
        reminded=reminded,
    )
    return known
