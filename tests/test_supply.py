"""The bill of materials and the audit of what is locked, against a service of vulnerabilities of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest

from bot.sandbox.bot_process import free_port
from tests.supply import main

_WHEN = "2026-01-01T00:00:00Z"


class Osv(BaseHTTPRequestHandler):
    """Knows of one vulnerability of `known`. https://google.github.io/osv.dev/api/."""

    known: ClassVar[str] = ""

    def do_POST(self) -> None:
        """Answer a batch of questions."""
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["queries"]
        of_one: dict[str, Any] = {"vulns": [{"id": "PYSEC-0", "modified": _WHEN}]}
        self._answer({"results": [of_one if each["package"]["name"] == self.known else {} for each in asked]})

    def do_GET(self) -> None:
        """Tell of the one vulnerability."""
        package = {"name": self.known, "ecosystem": "PyPI"}
        self._answer({"id": "PYSEC-0", "modified": _WHEN, "summary": "bad", "affected": [{"package": package}]})

    def log_message(self, *_: Any) -> None:  # its own name for the parameters would say nothing either
        """Say nothing."""

    def _answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(params=["httpx", "no-package-of-ours"])
def osv(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a service that knows something of one package."""
    monkeypatch.setattr(Osv, "known", request.param)
    with ThreadingHTTPServer(("127.0.0.1", 0), Osv) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_bill_names_what_is_installed_with_the_bot_and_no_more(tmp_path: Path) -> None:
    """Tools of those who work on it are nobody's risk who runs it."""
    bill = tmp_path / "bill.json"
    assert main(["--bill", str(bill), "--service-url", f"http://127.0.0.1:{free_port()}"]) == 0
    written = json.loads(bill.read_text())
    names = {each["name"] for each in written["components"]}
    assert written["bomFormat"] == "CycloneDX"
    assert {"httpx", "redis", "slack-bolt"} <= names
    assert "pytest" not in names


def test_a_service_that_cannot_be_reached_is_said_and_fails_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is known then, which is not the same as that all is well."""
    address = f"http://127.0.0.1:{free_port()}"
    assert main(["--bill", str(tmp_path / "bill.json"), "--service-url", address]) == 0
    assert f"{address} cannot be reached from here, so nothing is known" in capsys.readouterr().out


def test_a_known_vulnerability_fails(osv: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With its name, for whoever has to mend it; one of a package that is not ours is nobody's business."""
    ours = Osv.known == "httpx"
    assert main(["--bill", str(tmp_path / "bill.json"), "--service-url", osv]) == int(ours)
    assert ("PYSEC-0" in capsys.readouterr().out) == ours
