"""The Bolt app: single team, answers before it returns, and words for every error.

With `process_before_response` Bolt hands the answer over as soon as the listener ends, and no listener may lose an ack
to an exception: `on_error` keeps one that was given and answers everything else with 200 and words.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot import metrics
from bot.cards.home_board import HomeBoard
from bot.cards.uploads import Uploads
from bot.errors import BotError, NotUnderstood
from bot.slack.card_places import CardPlaces
from bot.slack.dispatch import QuickApp
from bot.slack.editing import Editing
from bot.slack.grammar import find_subcommand
from bot.slack.home_tab import HomeTab
from bot.slack.listeners import (
    change,
    command,
    decision,
    home,
    lines,
    number,
    oncall,
    oncall_form,
    outcome,
    purchase,
    queue,
    release,
    search,
    several,
    shift,
    shortcuts,
    step,
    timer,
    unhandled,
    voicemail,
)
from bot.slack.listing import Listing
from bot.slack.lookups import Lookups
from bot.slack.oncall import OVERVIEW, OnCallViews
from bot.slack.releasing import Releasing
from bot.slack.replies import Replies
from bot.slack.searching import Searching
from bot.slack.several import Several
from bot.slack.shifts import Shifts
from bot.slack.showing import Showing
from bot.slack.subcommands import Subcommands
from bot.slack.take_once import TakeOnce
from bot.slack.voicemail import Switching
from bot.slack.words import words
from bot.store.copies import Copies
from bot.store.redeliveries import Redeliveries
from bot.store.replays import Replays
from bot.talk.catalog import Catalogs
from bot.talk.changes import ChangeService
from bot.talk.decisions import Decisions
from bot.talk.editing import EditingService
from bot.talk.handovers import Handovers
from bot.talk.history import HistoryService
from bot.talk.homes import HomeService
from bot.talk.listing import ListService
from bot.talk.oncall_sets import OnCallService
from bot.talk.queue import QueueService
from bot.talk.releases import ReleaseService
from bot.talk.requests import RequestService
from bot.talk.search import SearchService
from bot.talk.several import SeveralService
from bot.talk.shifts import ShiftService
from bot.talk.switching import SwitchService
from bot.talk.timers import TimerService
from bot.talk.workflow_steps import StepService

log = structlog.get_logger(__name__)

_RECORDING = (
    "request.",
    "purchase.confirm",
    "release.confirm",
    "details.",
    "edit.",
    "change.",
    "several.",
    "voicemail.",
    "oncall.",
    "shift.",
    "timer.",
    "step.",
)
_SEARCHING = ("search.", "results.", "offer.", "country.", "home.search", "shortcut.search")
_HOME = "home"


@dataclass(frozen=True)
class Services:
    """What listeners call. hold: how long a deletion can be stopped; approver_groups: the approvers' user groups.

    channel: where colleagues decide, None where nobody has to; admin_url: where numbers are found in Zendesk's Admin
    Center, None where there is none.
    """

    search: SearchService
    requests: RequestService
    decisions: Decisions
    releases: ReleaseService
    changes: ChangeService
    timers: TimerService
    switching: SwitchService
    shifts: ShiftService
    handovers: Handovers
    oncall: OnCallService
    copies: Copies
    catalogs: Catalogs
    queue: QueueService
    history: HistoryService
    editing: EditingService
    several: SeveralService
    steps: StepService
    lists: ListService
    home: HomeService
    hold: timedelta
    approver_groups: tuple[str, ...]
    channel: str | None = None
    admin_url: str | None = None


def build(
    *,
    slack: AsyncWebClient,
    authorized: AuthorizeResult,
    replays: Replays | Redeliveries,
    services: Services,
    replies: Replies,
) -> AsyncApp:
    """Return the app with every listener registered. authorized: what auth.test said at the start, asked once.

    replays: what was taken before: signatures over HTTP, claims where several processes may be sent the same.
    """

    async def authorize() -> AuthorizeResult:
        return authorized

    app = QuickApp(
        # Without a name Bolt reads the whole call stack with its sources for one, which takes longer than all the rest.
        name="talkbot",
        # Without a token, which `authorize` brings; Bolt copies this client for each request.
        client=AsyncWebClient(base_url=slack.base_url, session=slack.session, timeout=slack.timeout),
        authorize=authorize,
        process_before_response=True,
        # The guard in front did all of this, before anything was parsed.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        # The token that comes with a workflow's step is not used: what it asks for outlives it.
        attaching_function_token_enabled=False,
        raise_error_for_unhandled_request=True,
    )

    async def on_error(error: Exception, body: dict[str, Any], context: AsyncBoltContext) -> BoltResponse:
        if isinstance(error, BotError | BoltUnhandledRequestError):
            context["outcome"] = "worded"
            # What was not understood is what somebody typed, perhaps a customer's name: that is for them alone.
            log.info("refused", error=type(error).__name__ if isinstance(error, NotUnderstood) else str(error))
            expected = error if isinstance(error, BotError) else unhandled.not_known(body)
            if isinstance(expected, NotUnderstood) and body.get("type") == "view_submission":
                # Nobody types a command into a form: the sentence says which field to change.
                expected = replace(expected, suggestion=None)
            said = words(expected, nothing_bought=is_searching(body))
        else:
            ref = new_ref()
            context["outcome"] = "bug"
            metrics.BUGS.labels("ack").inc()
            log.error("bug", ref=ref, exc_info=error)
            said = words(error, ref=ref, nothing_bought=is_searching(body))
        return replies.answer(body, said, context, field=error.field if isinstance(error, NotUnderstood) else None)

    app.use(TakeOnce(replays))
    app.error(on_error)
    _register(app, slack, services)
    return app


def _register(app: AsyncApp, slack: AsyncWebClient, services: Services) -> None:
    requests, history = services.requests, services.history
    homes = HomeBoard(slack, services.home)
    searching, showing = Searching(slack, services.search), Showing(slack, services.queue, homes)
    releasing = Releasing(slack, releases=services.releases, requests=requests, hold=services.hold)
    editing = Editing(slack, services.editing, channel=services.channel, admin_url=services.admin_url)
    listing, changing = Listing(slack, services.lists), Several(slack, services.several)
    places = CardPlaces(slack, services.channel)
    switching = Switching(slack, services.switching, places)
    shifts = Shifts(slack, services.shifts, services.handovers, places)
    overview = OnCallViews(slack, services.oncall)
    showing.also(OVERVIEW, overview.refresh)
    subcommands = Subcommands(
        searching=searching,
        releasing=releasing,
        editing=editing,
        listing=listing,
        showing=showing,
        switching=switching,
        shifts=shifts,
        oncall=overview,
        requests=requests,
        history=history,
        lists=services.lists,
    )
    command.register(app, subcommands)
    search.register(app, searching, requests)
    purchase.register(app, services.search, requests, services.steps)
    outcome.register(app, searching, requests)
    release.register(app, releases=services.releases, requests=requests, releasing=releasing)
    number.register(app, editing=editing, requests=requests, history=history, showing=showing, releasing=releasing)
    decision.register(
        app,
        decisions=services.decisions,
        requests=requests,
        history=history,
        showing=showing,
        releasing=releasing,
        groups=services.approver_groups,
    )
    change.register(
        app,
        changes=services.changes,
        copies=services.copies,
        catalogs=services.catalogs,
        uploads=Uploads(slack),
        showing=showing,
    )
    timer.register(app, timers=services.timers, showing=showing)
    queue.register(app, history=history, showing=showing)
    lines.register(
        app,
        lists=services.lists,
        listing=listing,
        history=history,
        requests=requests,
        releasing=releasing,
        showing=showing,
        numbers=editing,
        switching=switching,
    )
    home.register(
        app,
        slack=slack,
        searching=searching,
        releasing=releasing,
        requests=requests,
        tab=HomeTab(homes, services.home),
    )
    shortcuts.register(
        app,
        searching=searching,
        requests=requests,
        lists=services.lists,
        lookups=Lookups(slack, services.lists, editing),
    )
    several.register(app, service=services.several, several=changing)
    voicemail.register(app, switching=switching)
    shift.register(app, shifts=shifts, showing=showing)
    oncall.register(app, service=services.oncall, views=overview)
    oncall_form.register(app, service=services.oncall, views=overview, several=services.several)
    step.register(app, steps=services.steps, searching=searching, switching=switching)
    unhandled.register(app)


def is_searching(body: dict[str, Any]) -> bool:
    """Whether this is a step of a search, of which it may be said that nothing was bought.

    Whatever else comes in is about a request, which may be on record already, or has nothing to do with buying.
    """
    if "command" in body:
        subcommand = find_subcommand(" ".join(str(body.get("text", "")).split()[:1]))
        return subcommand is not None and subcommand.name == "search"
    # App Home is where other things are begun as well: what was pressed in it decides.
    pressed = [name for name in names(body) if name != _HOME]
    return bool(pressed) and all(name.startswith(_SEARCHING) for name in pressed)


def may_record(body: dict[str, Any]) -> bool:
    """Whether this is a click that writes something down, which may have come about although nobody answered."""
    return any(name.startswith(_RECORDING) for name in names(body))


def what_of(body: dict[str, Any]) -> str:
    """Return what came in by our own names, for the log: never what somebody typed."""
    if "command" in body:
        subcommand = find_subcommand(" ".join(str(body.get("text", "")).split()[:1]))
        return subcommand.name if subcommand is not None else ""
    return " ".join(names(body)) or str((body.get("event") or {}).get("type") or "")


def names(body: dict[str, Any]) -> list[str]:
    """Return what was pressed, and the view it was pressed in or that was submitted, or the shortcut that was taken."""
    pressed = [str(action.get("action_id")) for action in body.get("actions") or ()]
    shown = (body.get("view") or {}).get("callback_id") or body.get("callback_id")
    return [*pressed, *([str(shown)] if shown else [])]


def new_ref() -> str:
    """Return a short id, said to people and written to the log, without letters that are taken for digits."""
    return "".join(secrets.choice("2346789CDFGHJKMPQRTVWXYZ") for _ in range(4))
