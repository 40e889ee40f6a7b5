"""A minute of fuzzing as part of the tests; ten of them are `python -m tests.fuzz --minutes 10`."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.slack.listeners import unhandled
from bot.store import kept
from bot.store.embedded import EmbeddedServer
from tests.fuzz.__main__ import told
from tests.fuzz.dice import as_json, bent, bent_bytes, bent_text
from tests.fuzz.program import dice_of, run
from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import Watch

SEED = 20
SECONDS = 55.0
SAMPLE: dict[str, Any] = {"type": "view_submission", "view": {"id": "V0", "state": {"values": {"a": {"b": [1, "x"]}}}}}

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[str]:
    """A server of its own: everything in it may be bent."""
    with EmbeddedServer(tmp_path) as server:
        yield server.url


async def test_a_minute_of_fuzzing_finds_no_exception_that_nobody_expects(own_redis: str) -> None:
    """Payloads, texts, Zendesk's and Slack's answers, records and settings, bent: words or a refusal, never a bug."""
    seconds = SECONDS if os.environ.get("CI") else SECONDS / 5
    report = await run(own_redis, seconds=seconds, seed=SEED)
    assert not report.finds, "\n".join(told(report))
    assert sum(report.cases.values()) > len(TARGETS), "something was thrown"


@pytest.mark.parametrize("where", ["a listener", "a record"])
async def test_a_fault_that_was_planted_is_found(own_redis: str, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    """What finds nothing where there is something proves nothing."""
    if where == "a listener":
        monkeypatch.setattr(unhandled, "not_known", lambda body: body["no such key"])
        only = "payloads sent again"
    else:
        monkeypatch.setattr(kept, "_UNREADABLE", ())
        only = "records"
    report = await run(own_redis, seconds=60, seed=SEED, only=only, most_finds=1, warming_up=4)
    assert report.finds
    find = next(iter(report.finds.values()))
    assert find.target == only
    assert "Traceback" in "\n".join(told(report))


def test_the_same_dice_bend_in_the_same_way_and_change_nothing_else() -> None:
    """A find has to be thrown again, by whoever mends it."""
    before = json.dumps(SAMPLE)
    for number in range(300):
        once, again = (bent(SAMPLE, dice_of("seed", number)) for _ in range(2))
        assert as_json(once) == as_json(again)
    assert json.dumps(SAMPLE) == before
    assert len({as_json(bent(SAMPLE, dice_of(number))) for number in range(300)}) > 200
    assert len({bent_text("search US 510", dice_of(number)) for number in range(300)}) > 60
    assert len({bent_bytes(b"command=%2Ftalk", dice_of(number)) for number in range(300)}) > 60


def test_errors_of_ours_and_of_libraries_are_noticed() -> None:
    """A bug is told with words and an answer of 200; the log alone shows it."""
    log = structlog.get_logger("fuzzed")
    with Watch() as watch:
        log.warning("Slack did not take it", problem="ratelimited")
        assert watch.taken() == []
        try:
            SAMPLE["no such key"]
        except KeyError:
            log.exception("bug", ref="2346")
        assert "KeyError: 'no such key'" in watch.taken()[0]
        log.warning("Slack did not take it", problem="invalid_blocks")
        assert "refuses our blocks" in watch.taken()[0]
        watch.blames_blocks = False
        log.warning("Slack did not take it", problem="invalid_blocks")
        assert watch.taken() == []
