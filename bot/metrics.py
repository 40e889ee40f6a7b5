"""What is counted and timed, for Prometheus: https://prometheus.io/docs/practices/naming/.

Labels are from short lists that we make: never a person, a number, a record, or anything that was sent to us. What is
counted where it happens is of this process alone; what redis knows (`Figures`) is the same in every process.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

# A sample more for each series, which hardly anybody asks for.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types for it

_QUICK = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
_CALLS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40)
_JOBS = (0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1800)
_LATE = (0, 1, 2, 5, 10, 15, 30, 60, 300, 1800)

ACKS = Histogram(
    "talkbot_ack_seconds",
    "How long Slack waited for an answer, by kind of request. outcome: taken, worded (told why not), bug, late "
    "(answered before it was done), repeated, turned_away (too much under way).",
    ("kind", "outcome"),
    buckets=_QUICK,
)
REFUSED = Counter(
    "talkbot_refused_requests", "Requests that did not come from Slack or were not readable, by status.", ("status",)
)
SLACK = Histogram(
    "talkbot_slack_call_seconds",
    "Calls of Slack's Web API. outcome: ok, refused, throttled, unreadable, no_answer.",
    ("method", "outcome"),
    buckets=_CALLS,
)
ZENDESK = Histogram(
    "talkbot_zendesk_call_seconds",
    "Calls of Zendesk's API, each try. outcome: ok, refused, unauthorised, throttled, failed, no_answer.",
    ("method", "path", "outcome"),
    buckets=_CALLS,
)
ZENDESK_LIMIT = Gauge("talkbot_zendesk_rate_limit", "Requests a minute that Zendesk allows, as it last said.")
ZENDESK_LEFT = Gauge("talkbot_zendesk_rate_remaining", "Requests left of the minute, as Zendesk last said.")
JOBS = Histogram(
    "talkbot_job_seconds",
    "Jobs by name. outcome: done, put_off (Slack does not take it for now), bug, failed, left (to another worker).",
    ("job", "outcome"),
    buckets=_JOBS,
)
JOBS_RUNNING = Gauge("talkbot_jobs_running", "Jobs that this process is running.")
REDELIVERED = Counter("talkbot_jobs_redelivered", "Jobs taken over from a worker that did not finish them.", ("job",))
LATE_JOBS = Histogram(
    "talkbot_job_late_seconds", "How long after their time jobs began, by name.", ("job",), buckets=_LATE
)
LATE_TIMERS = Histogram(
    "talkbot_timer_late_seconds", "How long after the end of a timer turning back began.", buckets=_LATE
)
REDIS = Histogram(
    "talkbot_redis_seconds",
    "One look into redis, of a few commands. outcome: ok, unavailable.",
    ("outcome",),
    buckets=_QUICK,
)
BUGS = Counter("talkbot_bugs", "Errors of ours, `bug` in the log, by where: ack, background, job, socket.", ("where",))
BACKGROUND = Gauge("talkbot_background_tasks", "Work that goes on after an answer to Slack.")
SOCKET_CONNECTIONS = Gauge("talkbot_socket_connections", "Open connections of Socket Mode.")
SOCKET_ENDS = Counter(
    "talkbot_socket_disconnects",
    "Connections of Socket Mode that ended. reason: refresh (Slack said so ahead), closed.",
    ("reason",),
)
INFO = Gauge("talkbot_info", "1, with the version and what the process is: run, web or worker.", ("version", "role"))

REDIS_UP = Gauge("talkbot_redis_up", "Whether redis answered when this page was asked for.")
OPEN = Gauge("talkbot_open_requests", "Requests that have not ended, by state.", ("state",))
OLDEST = Gauge("talkbot_oldest_request_seconds", "How long a request stands in a state, at most.", ("state",))
CHANGES = Gauge("talkbot_running_changes", "Changes of numbers under way.")
TIMERS = Gauge("talkbot_running_timers", "Timers and shifts that run or wait for a person.")
DUE = Gauge("talkbot_due_steps", "Steps of records whose time has come, by step.", ("step",))
OVERDUE = Gauge("talkbot_overdue_seconds", "How long the step that waits longest is due, by step.", ("step",))
QUEUE = Gauge("talkbot_queue_jobs", "Jobs in redis: ready (waiting or running) or scheduled for later.", ("state",))
MEMBERS_AGE = Gauge("talkbot_members_age_seconds", "Since when people and groups were not read from Slack.")

_KINDS = frozenset(
    {"block_actions", "view_submission", "view_closed", "shortcut", "message_action", "block_suggestion"}
)
_SHOWN = (OPEN, OLDEST, DUE, OVERDUE, QUEUE)

# A counter that first appears as 1 has not grown, for Prometheus: those that are to wake somebody begin at 0.
for _where in ("ack", "background", "job", "socket"):
    BUGS.labels(_where)
for _status in ("400", "401", "408", "413", "415", "431"):
    REFUSED.labels(_status)
for _reason in ("refresh", "closed"):
    SOCKET_ENDS.labels(_reason)


@dataclass(frozen=True, slots=True)
class Figures:
    """What redis knows of the whole account. Ages in seconds; members_age None where there is no reading.

    open and oldest: by state of requests; due and overdue: by step; ready: jobs that wait or run; scheduled: for later.
    """

    open: Mapping[str, int] = field(default_factory=dict)
    oldest: Mapping[str, float] = field(default_factory=dict)
    due: Mapping[str, int] = field(default_factory=dict)
    overdue: Mapping[str, float] = field(default_factory=dict)
    changes: int = 0
    timers: int = 0
    ready: int = 0
    scheduled: int = 0
    members_age: float | None = None


def kind_of(body: Mapping[str, object]) -> str:
    """Return what kind of request Slack sent, as a label: one of nine."""
    if "command" in body:
        return "command"
    if "event" in body:
        return "event"
    kind = str(body.get("type"))
    return kind if kind in _KINDS else "other"


class Timed:
    """A piece of work that is being timed. outcome: what is counted at its end."""

    def __init__(self) -> None:
        self.outcome = ""
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return time.perf_counter() - self._begun


@contextmanager
def timed(histogram: Histogram, *labels: str, otherwise: str) -> Iterator[Timed]:
    """Time a block; its last label is the outcome that the block sets, `otherwise` where it raised before that."""
    work = Timed()
    try:
        yield work
    finally:
        histogram.labels(*labels, work.outcome or otherwise).observe(work.seconds)


job_outcome: ContextVar[str] = ContextVar("job_outcome", default="done")
"""What becomes of the job that runs, where it ends without an error that is known outside it."""


def show(figures: Figures | None) -> None:
    """Have the next answer say what redis knows; None where redis is away, and nothing old is said for it."""
    REDIS_UP.set(0 if figures is None else 1)
    for gauge in _SHOWN:
        gauge.clear()
    figures = figures or Figures()
    for gauge, by_label in (
        (OPEN, figures.open),
        (OLDEST, figures.oldest),
        (DUE, figures.due),
        (OVERDUE, figures.overdue),
        (QUEUE, {"ready": figures.ready, "scheduled": figures.scheduled}),
    ):
        for label, value in by_label.items():
            gauge.labels(label).set(value)
    CHANGES.set(figures.changes)
    TIMERS.set(figures.timers)
    MEMBERS_AGE.set(float("nan") if figures.members_age is None else figures.members_age)
