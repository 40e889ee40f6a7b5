"""`talkbot sandbox` as people start it: a process that says where everything is, and leaves nothing behind."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from zdesk import Zendesk

from tests.sandbox.command import FREE_PORTS, WITHIN, Command, Sandbox, answers, until

# Each of these alone would keep a real bot from starting, or send it elsewhere.
NONSENSE = {
    "SLACK_APP_TOKEN": "xapp-somebody-elses",
    "SLACK_API_URL": "https://slack.example.com/api/",
    "ZENDESK_URL": "ftp://zendesk.example.com",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "TALK_APPROVALS": "everything",
    "PORT": "not a port",
    "LOG_LEVEL": "LOUD",
}


@pytest.fixture
def taken() -> Iterator[int]:
    """Yield a port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield int(other.getsockname()[1])


def test_the_three_addresses_answer_and_ctrl_c_leaves_no_process_and_no_data(tmp_path: Path) -> None:
    """Whoever tried it has the machine back as it was."""
    with Sandbox(tmp_path) as sandbox:
        assert answers(sandbox.page)
        assert answers(f"{sandbox.talk_api}/assumptions")
        assert answers(f"{sandbox.bot}/readyz")
        data = Path(sandbox.bot_process().cwd())
        assert any("valkey" in process.name() for process in sandbox.family())
        assert sandbox.end() == 0
        until(lambda: not sandbox.family(), "all gone")
        assert not data.exists()


def test_with_socket_mode_the_bot_connects_and_is_called_at_no_address(tmp_path: Path) -> None:
    """The other transport can be tried as well; what is typed at the page is answered."""
    with Sandbox(tmp_path, None, "--socket-mode") as sandbox:
        assert answers(f"{sandbox.bot}/readyz")
        assert httpx.get(f"{sandbox.page}/socket", trust_env=False).json()["connections"] == 1
        assert httpx.post(f"{sandbox.bot}/slack/events", trust_env=False).status_code == 404
        said = {"as": "U0ANA00001", "channel": "C0PHONEOPS", "text": "/talk help"}
        assert httpx.post(f"{sandbox.page}/page/say", json=said, trust_env=False, timeout=WITHIN).json()["ok"]
        shown = httpx.get(f"{sandbox.page}/page/messages", params=said, trust_env=False, timeout=WITHIN)
        assert "/talk search US 510" in shown.text
        assert sandbox.end() == 0


def test_a_killed_bot_is_started_again_and_ends_with_the_sandbox(tmp_path: Path) -> None:
    """Killing it is among the things to try, and must not leave a second one behind."""
    with Sandbox(tmp_path) as sandbox:
        first = sandbox.bot_process()
        first.kill()
        sandbox.hear("started again")
        until(lambda: answers(f"{sandbox.bot}/readyz"), "ready again")
        assert sandbox.bot_process().pid != first.pid
        assert sandbox.end() == 0
        until(lambda: not sandbox.family(), "all gone")


def test_a_killed_sandbox_takes_the_bot_and_its_redis_along(tmp_path: Path) -> None:
    """A kill -9 leaves nobody who could stop them in order."""
    with Sandbox(tmp_path) as sandbox:
        assert len(sandbox.family()) > 3
        data = Path(sandbox.bot_process().cwd())
        sandbox.process.kill()
        sandbox.process.wait()
        until(lambda: not sandbox.family(), "all gone")
        until(lambda: not data.exists(), "their data removed")


def test_settings_of_a_real_bot_reach_nothing(tmp_path: Path) -> None:
    """Trying it beside a configured bot must not touch that bot's workspace, account or redis."""
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in NONSENSE.items()))
    with Sandbox(tmp_path, NONSENSE) as sandbox:
        assert answers(f"{sandbox.bot}/readyz")
        told = sandbox.bot_process().environ()
        assert not [name for name, value in NONSENSE.items() if told.get(name) == value]
        assert sandbox.end() == 0


@pytest.mark.parametrize("option", ["--port", "--talk-api-port", "--bot-port"])
def test_a_taken_port_is_said_in_words(tmp_path: Path, taken: int, option: str) -> None:
    """The commonest thing to go wrong names the port, and leaves nothing running."""
    ports = [
        str(taken) if before == option else port for before, port in zip(("", *FREE_PORTS), FREE_PORTS, strict=False)
    ]
    with Command("sandbox", "--no-open", *ports, folder=tmp_path) as command:
        said, _ = command.process.communicate(timeout=WITHIN)
        assert command.process.returncode == 1
        assert str(taken) in said
        assert "in use" in said
        assert "Traceback" not in said
        assert not command.family()


def test_the_talk_api_alone_serves_a_stock_client_and_needs_no_settings(tmp_path: Path) -> None:
    """Other people's Zendesk clients are tested against it: they get an address and a token, and no more is needed."""
    with Command("sandbox", "--only", "talk-api", "--talk-api-port", "0", folder=tmp_path) as command:
        address = command.hear(r"^Talk API\s+(http://\S+)")[1]
        token = command.hear(r"^token: (\S+)$")[1]
        client = Zendesk(address, zdesk_oauth=token)
        assert client.channels_voice_phone_numbers_list()["count"] > 0
        assert command.end() == 0
        assert not command.family()


def test_slack_alone_needs_to_know_the_bot(tmp_path: Path) -> None:
    """A workspace whose requests go nowhere would only look broken."""
    with Command("sandbox", "--only", "slack", folder=tmp_path) as command:
        said, _ = command.process.communicate(timeout=WITHIN)
        assert command.process.returncode == 2
        assert "--bot-url" in said


def test_slack_alone_with_socket_mode_calls_no_bot_and_prints_an_app_token(tmp_path: Path) -> None:
    """A bot elsewhere on this machine opens the connection with it."""
    with Command("sandbox", "--only", "slack", "--socket-mode", "--port", "0", folder=tmp_path) as command:
        api = command.hear(r"^SLACK_API_URL=(\S+)$")[1]
        token = command.hear(r"^SLACK_APP_TOKEN=(\S+)$")[1]
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{api}apps.connections.open", headers=headers, trust_env=False).json()
        assert answer["url"].startswith("ws://127.0.0.1:")
        assert command.end() == 0


def test_slack_alone_prints_the_settings_for_a_bot(tmp_path: Path) -> None:
    """What is printed can be pasted into a bot's environment, and is let in."""
    arguments = ("sandbox", "--only", "slack", "--port", "0", "--bot-url", "http://127.0.0.1:9")
    with Command(*arguments, folder=tmp_path) as command:
        api = command.hear(r"^SLACK_API_URL=(\S+)$")[1]
        token = command.hear(r"^SLACK_BOT_TOKEN=(\S+)$")[1]
        assert command.hear(r"^SLACK_SIGNING_SECRET=(\S+)$")[1]
        answer = httpx.post(f"{api}auth.test", headers={"Authorization": f"Bearer {token}"}, trust_env=False)
        assert answer.json()["ok"] is True
        assert command.end() == 0
