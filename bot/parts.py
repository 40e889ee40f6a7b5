"""What the two halves of the bot share, put together from the settings: stores, clients, jobs and services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from docket import Docket
from slack_sdk.web.async_client import AsyncWebClient

from bot.clients import Workspace, talk_client, without_patience
from bot.jobs.guarding import Scheduler
from bot.jobs.members import MemberJobs
from bot.settings import Settings
from bot.slack.bolt import Services
from bot.store.connection import Store, connect
from bot.store.directory import DirectoryStore
from bot.store.docket_connections import BoundedDocket
from bot.store.keys import Keys
from bot.store.pacing import Pacing
from bot.talk.limits import Limits
from bot.talk.pace import Pace
from bot.talk.policy import Policy
from bot.wiring import Rules, services
from bot.wiring_jobs import change_jobs, drift_jobs, home_board, request_jobs, spending_jobs, step_jobs

# One look of a listener into redis; `bot.slack.taking` bounds them together. A job has more time and nobody waiting.
_WEB_PATIENCE = 1.0
_WORKER_PATIENCE = 5.0


@dataclass(frozen=True)
class Parts:
    """What the two halves of the bot share."""

    slack: AsyncWebClient
    web_store: Store
    worker_store: Store
    docket: Docket
    services: Services
    members: MemberJobs


@asynccontextmanager
async def assembled(
    settings: Settings, slack: AsyncWebClient, workspace: Workspace, redis_url: str
) -> AsyncIterator[Parts]:
    """Lend all of it; on leaving, connections are closed."""
    keys = Keys(workspace.team, urlsplit(settings.zendesk_url).netloc)
    policy = Policy(
        workspace.team,
        settings.requesters,
        settings.approvers,
        settings.operators,
        settings.approvals,
        settings.approval_channel,
    )
    rules = Rules(
        policy,
        Limits(settings.max_monthly_price, settings.monthly_budget),
        search_ttl=settings.search_ttl,
        approval_ttl=settings.approval_ttl,
        hold=settings.deletion_hold,
        zone=settings.timezone,
    )
    async with AsyncExitStack() as stack:
        web_store, worker_store = (
            Store(connect(redis_url), keys, patience=patience) for patience in (_WEB_PATIENCE, _WORKER_PATIENCE)
        )
        stack.push_async_callback(web_store.aclose)
        stack.push_async_callback(worker_store.aclose)
        zendesk = talk_client(settings)
        stack.push_async_callback(zendesk.aclose)
        docket = await stack.enter_async_context(BoundedDocket(redis_url, keys.docket))
        schedule, jobs_slack = Scheduler(docket), without_patience(slack)
        members = MemberJobs(jobs_slack, policy, worker_store, DirectoryStore(worker_store))
        members.register(docket)
        homes = home_board(rules, slack=jobs_slack, zendesk=zendesk, store=worker_store)
        stack.push_async_callback(homes.aclose)
        request_jobs(
            rules,
            slack=jobs_slack,
            zendesk=zendesk,
            store=worker_store,
            docket=docket,
            schedule=schedule,
            reread=members.reread,
            homes=homes,
        ).register()
        pace, patient = Pace(Pacing(worker_store), lambda: zendesk.allowance.said), zendesk.patiently()
        zendesk.allowance.on_throttled = pace.throttled
        stack.push_async_callback(pace.aclose)
        for jobs in change_jobs(
            rules, slack=jobs_slack, zendesk=patient, store=worker_store, schedule=schedule, homes=homes, pace=pace
        ):
            jobs.register(docket)
        drift_jobs(zendesk=patient, store=worker_store, pace=pace).register(docket)
        spending_jobs(rules, zendesk=patient, store=worker_store).register(docket)
        step_jobs(rules, slack=jobs_slack, store=worker_store).register(docket)
        yield Parts(
            slack=slack,
            web_store=web_store,
            worker_store=worker_store,
            docket=docket,
            services=services(
                rules, zendesk=zendesk, store=web_store, schedule=schedule, zendesk_url=settings.zendesk_url
            ),
            members=members,
        )
