"""`talkbot audit` where something is in its way: no redis, no reader, no sense in what was typed, too much to hold."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot.__main__ import main
from bot.store.connection import Store, connect
from bot.store.embedded import EmbeddedServer
from bot.store.keys import Keys
from tests.exporting import WITHIN, Operator
from tests.store.written import ended, purchase

ACCOUNT = "acme.zendesk.com"
SECRET = "planted-secret"
# What the bot needs and an export does not.
HEAVY = ("slack_bolt", "slack_sdk", "docket", "aiohttp", "httpx", "starlette", "uvicorn", "babel")
# Whoever runs the tests in the background hands on that Ctrl-C means nothing.
LISTENING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""
MEASURED = """
import resource, sys
from bot import audit
from bot.__main__ import main

def most():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

before = most()
code = main(sys.argv[1:])
sys.stderr.write(str(most() - before))
sys.exit(code)
"""


def owner(folder: Path, **settings: str) -> Operator:
    """Return somebody with a bot that keeps its data in a folder."""
    return Operator({"TALKBOT_DATA_DIR": str(folder), "ZENDESK_SUBDOMAIN": "acme"} | settings, folder)


async def fill(server: EmbeddedServer, *, many: int = 0) -> None:
    """Write two transitions into a bot's own server, and many more like the last of them."""
    store = Store(connect(server.url, command_timeout=20), Keys("T0TEST", ACCOUNT), patience=20)
    await ended(store, purchase(), configuration={"text": "x" * 2000})
    found: Any = await store.redis.xrevrange(store.keys.trail, count=1)
    pipe = store.redis.pipeline(transaction=False)
    for number in range(many):
        pipe.xadd(store.keys.trail, found[0][1])
        if number % 1000 == 999:
            await pipe.execute()
    await store.aclose()


async def test_a_running_bot_lends_its_server(tmp_path: Path) -> None:
    """An operator need not stop the bot to see what it did."""
    with EmbeddedServer(tmp_path / "valkey") as server:
        await fill(server)
        export = owner(tmp_path).audit()
        assert (export.code, len(export.entries), export.err) == (0, 2, "")
        again = connect(server.url, command_timeout=5)
        assert await again.ping()
        await again.aclose()


async def test_without_a_bot_its_server_runs_for_as_long_as_the_export(tmp_path: Path) -> None:
    """And is gone afterwards, so that the bot can start."""
    with EmbeddedServer(tmp_path / "valkey") as server:
        await fill(server)
    export = owner(tmp_path).audit()
    assert (export.code, len(export.entries), export.err) == (0, 2, "")
    assert not [one for one in psutil.process_iter(["cmdline"]) if str(tmp_path) in " ".join(one.info["cmdline"] or [])]
    with EmbeddedServer(tmp_path / "valkey"):
        pass


def test_a_folder_without_a_bots_data_stays_without(tmp_path: Path) -> None:
    """A mistyped folder is said, and no server is started to find nothing in it."""
    export = owner(tmp_path).audit()
    assert (export.code, export.out) == (2, "")
    assert "TALKBOT_DATA_DIR" in export.err
    assert list(tmp_path.iterdir()) == []


async def test_a_huge_trail_streams(tmp_path: Path) -> None:
    """Forty megabytes go through in batches of five hundred, and little of it is held at any time."""
    with EmbeddedServer(tmp_path / "valkey") as server:
        await fill(server, many=20_000)
        redis = connect(server.url, command_timeout=5)
        await redis.config_resetstat()
        export = owner(tmp_path).run("-c", MEASURED, "audit")
        calls: Any = await redis.info("commandstats")
        await redis.aclose()
    assert (export.code, export.out.count("\n")) == (0, 20_002)
    assert calls["cmdstat_xrange"]["calls"] == 41
    assert int(export.err) < 25_000_000 < len(export.out)


async def test_a_reader_that_has_seen_enough_ends_it_quietly(tmp_path: Path) -> None:
    """As `| head` does."""
    with EmbeddedServer(tmp_path / "valkey") as server:
        await fill(server, many=1000)
        with owner(tmp_path).start("-m", "bot", "audit") as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline().startswith(b"{")
            process.stdout.close()
            assert process.wait(WITHIN) == 0
            assert process.stderr.read() == b""


async def test_an_export_that_broke_off_is_not_taken_for_all(tmp_path: Path) -> None:
    """Redis went away in the middle: what is there already ends with an error, not as if that were it."""
    with EmbeddedServer(tmp_path / "valkey") as server:
        await fill(server, many=20_000)
        process = owner(tmp_path).start("-m", "bot", "audit")
        assert process.stdout is not None
        process.stdout.readline()
    with process:
        out, err = process.communicate(timeout=WITHIN)
    assert process.returncode == 1
    assert out.count(b"\n") < 20_000
    assert b"this is not all" in err
    assert b"Traceback" not in err


async def test_ctrl_c_ends_it_at_once_and_the_server_it_started(tmp_path: Path) -> None:
    """Also while it waits for a reader, which is where an export spends its time."""
    with EmbeddedServer(tmp_path / "valkey") as server:
        await fill(server, many=2000)
    with owner(tmp_path).start("-c", LISTENING, "audit") as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WITHIN)
    assert process.returncode == -signal.SIGINT
    assert out.count(b"\n") < 2000
    assert err == b""
    with EmbeddedServer(tmp_path / "valkey"):
        pass


@pytest.mark.parametrize(
    ("url", "code"),
    [
        (f"redis://ana:{SECRET}@127.0.0.1:1/0", 1),
        (f"redis://ana:{SECRET}@127.0.0.1:port/0", 2),
        (f"https://ana:{SECRET}@127.0.0.1", 2),
    ],
)
def test_redis_away_or_misnamed_is_said_without_the_password(tmp_path: Path, url: str, code: int) -> None:
    """The line ends up in logs and tickets."""
    export = owner(tmp_path, REDIS_URL=url).audit()
    assert (export.code, export.out) == (code, "")
    assert export.err.count("\n") == 1
    assert "redis" in export.err.lower()
    assert SECRET not in export.err
    assert "127.0.0.1" not in export.err


def test_the_account_has_to_be_named_and_nothing_else_of_the_bot(tmp_path: Path) -> None:
    """Whoever reads the trail need not be given tokens."""
    export = Operator({"TALKBOT_DATA_DIR": str(tmp_path)}, tmp_path).audit()
    assert export.code == 2
    assert "ZENDESK_SUBDOMAIN" in export.err
    assert not any(name in export.err for name in ("SLACK", "CLIENT", "APPROV", "REQUESTERS"))


def test_what_makes_no_sense_is_refused_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Before redis is asked: an export of something else than was meant is worse than none."""
    assert main(["audit", "--since", "yesterday"]) == 2
    out, err = capsys.readouterr()
    assert not out
    assert err.count("\n") == 1
    assert err.startswith("talkbot audit: --since: found 'yesterday'; expected a date")


@pytest.mark.parametrize("arguments", [["--format", "xml"], ["--kind", "release"], ["--frobnicate"]])
def test_an_unknown_choice_names_those_there_are(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """As every command of the program does."""
    with pytest.raises(SystemExit) as caught:
        main(["audit", *arguments])
    assert caught.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_it_loads_nothing_of_the_bot_and_nothing_else_loads_it(tmp_path: Path) -> None:
    """Each command pays for itself alone."""
    loaded = "import sys; from bot.__main__ import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    audit = owner(tmp_path, REDIS_URL="redis://127.0.0.1:1").run("-c", loaded, "audit").out.split()
    assert "bot.audit" in audit
    assert [name for name in HEAVY if name in audit] == []
    others = owner(tmp_path).run("-c", loaded, "manifest", "--url", "https://bot.acme.example").out.split()
    assert "bot.manifest" in others
    assert [name for name in ("bot.audit", "bot.audit_filters", "bot.store") if name in others] == []
