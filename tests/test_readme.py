"""What the README and .env.example promise, done as they say it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import settings
from bot.environment import Environment
from bot.sandbox.slack.people import ANA, BEN, CLEO, DAN
from bot.sandbox.talk_api.faults import Fault, fault_from
from bot.slack.grammar import parse
from tests.journeys.asking import asks, asks_to_release, card, card_with, hears, own_card, own_card_with
from tests.journeys.driver import SlackPerson, text_of, until
from tests.sandbox.command import Sandbox

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / ".env.example"
# Of several ways to say the same only one can be set.
OTHER_WAYS = {"ZENDESK_URL", "ZENDESK_ACCESS_TOKEN", "ZENDESK_EMAIL", "ZENDESK_API_TOKEN"}


@pytest.fixture(autouse=True)
def nothing_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests counts."""
    for name in Environment.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def faults() -> dict[str, dict[str, Any]]:
    """Return the faults that the README has people order with curl, by name."""
    asked = [json.loads(body) for body in re.findall(r"faults -d '(\{.*?\})'", README)]
    return {fault["fault"]: fault for fault in asked}


def test_the_example_can_be_used_as_it_is() -> None:
    """Copied and filled in, it starts a bot."""
    loaded = settings.load("run", env_file=str(EXAMPLE))
    assert loaded.approvals == {"purchase", "deletion"}
    assert loaded.zendesk_url == "https://acme.zendesk.com"


def test_every_value_of_the_example_is_one_that_works(tmp_path: Path) -> None:
    """Whoever takes a comment away gets what it says, and no refusal."""
    lines = [re.sub(r"^# (?=[A-Z_]+=\S)", "", line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    everything = tmp_path / "everything.env"
    everything.write_text("\n".join(line for line in lines if line.partition("=")[0] not in OTHER_WAYS))
    loaded = settings.load("web", env_file=str(everything))
    assert str(loaded.max_monthly_price) == "$5.00"
    assert loaded.approval_channel is not None


def test_defaults_in_the_tables_are_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Setting what a table calls the default changes nothing."""
    untouched = settings.load("run", env_file=str(EXAMPLE))
    defaults = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", README, re.MULTILINE))
    assert len(defaults) > 6
    for name, value in defaults.items():
        monkeypatch.setenv(name, value)
    assert settings.load("run", env_file=str(EXAMPLE)) == untouched


def test_every_file_and_heading_it_points_to_is_there() -> None:
    """A link that leads nowhere costs more trust than it ever gave."""
    titles = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    headings = {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", README)
    assert links
    assert [link for link in links if link.startswith("#") and link[1:] not in headings] == []
    assert [link for link in links if not link.startswith("#") and not (ROOT / link).exists()] == []
    tests = re.findall(r"`(tests/[\w./*-]+)`", README)
    assert tests
    assert [path for path in tests if not list(ROOT.glob(path.rstrip("/")))] == []


def crowd() -> dict[str, Any]:
    """Return what the README has people put into the account with curl."""
    (body,) = re.findall(r"curl -d '(\{.*?\})' http://127\.0\.0\.1:3001/numbers", README)
    asked: dict[str, Any] = json.loads(body)
    return asked


def test_every_command_it_shows_is_understood() -> None:
    """Typed as it stands there, it does something."""
    shown = [text for text in re.findall(r"`/talk ([^`]*)`", README) if "[" not in text]
    assert len(shown) > 2
    for text in shown:
        parse(text)


def test_every_fault_it_names_is_known() -> None:
    """Typed as it stands there, the simulator takes it."""
    assert set(faults()) == {"answer_delay", "reply_lost"}
    assert [fault for fault in faults().values() if not isinstance(fault_from(fault), Fault)] == []


async def test_what_to_try_with_buying_and_releasing_ends_as_it_says(tmp_path: Path) -> None:
    """Bought with a colleague's yes; stopped; not allowed; killed in the middle; answer lost."""
    with Sandbox(tmp_path) as sandbox:
        async with (
            httpx.AsyncClient(base_url=sandbox.page, trust_env=False) as page,
            httpx.AsyncClient(base_url=sandbox.talk_api, trust_env=False) as talk,
        ):
            ana, ben, dan = (SlackPerson(page, person.id) for person in (ANA, BEN, DAN))
            number = await _asked_and_approved(ana, ben, "US 510")
            await card(ben, f"Bought {number}")
            await ana.is_told(f"Bought {number}", "number id")

            await asks_to_release(ana, "Billing US", digits="0163")
            await ben.clicks_in(await card_with(ben, "request.approve", "asks to release"), "request.approve")
            await ana.clicks_in(await own_card(ana, "unless somebody stops it"), "request.stop")
            await ana.is_told("Stopped", "the number stays as it is")

            number = await asks(ana, "US 510")
            waiting = await card_with(dan, "request.approve", number)
            for person in (dan, ana):
                await person.clicks_in(waiting, "request.approve")
            await hears(dan, "can decide this")
            await hears(ana, "You asked for this one, so a colleague has to decide")
            await dan.types("/talk search US 510")
            await dan.sees_message("can ask for this here")

            await talk.post("/faults", json=faults()["answer_delay"])
            number = await _asked_and_approved(ana, ben, "US 415")
            await until(lambda: _orders(talk, 2), "the order")
            sandbox.bot_process().kill()
            sandbox.hear("started again")
            await ana.is_told(f"Bought {number}", "number id", seconds=90)

            await talk.post("/faults", json=faults()["reply_lost"])
            number = await _asked_and_approved(ana, ben, "US 212")
            await ana.is_told(f"Bought {number}", "number id", seconds=90)
            assert await _orders(talk, 3)
        assert sandbox.end() == 0


async def test_what_to_try_with_changing_ends_as_it_says(tmp_path: Path) -> None:
    """Changed and undone; two people at once; several numbers, stopped and put back."""
    with Sandbox(tmp_path) as sandbox:
        async with (
            httpx.AsyncClient(base_url=sandbox.page, trust_env=False) as page,
            httpx.AsyncClient(base_url=sandbox.talk_api, trust_env=False) as talk,
        ):
            ben, cleo = (SlackPerson(page, person.id) for person in (BEN, CLEO))
            await _saves(ben, await _queue_form(ben), "20")
            await ben.is_told("changed Support US", "15 calls → *20 calls*")
            await ben.clicks_in(await own_card_with(ben, "change.undo", "*20 calls*"), "change.undo")
            await ben.is_told("undid", "20 calls → *15 calls*")

            bens, cleos = await _queue_form(ben), await _queue_form(cleo)
            await _saves(cleo, cleos, "10")
            await cleo.is_told("changed Support US", "15 calls → *10 calls*")
            await _saves(ben, bens, "20")
            asked = await ben.sees_modal("You saw: 15 calls", "It is now: *10 calls*", "You want: 20 calls")
            assert {"Save mine anyway", "Keep theirs"} <= set(text_of(asked).splitlines())
            await ben.clicks(asked, "change.leave")
            await ben.sees_modal("It stays as it is in Zendesk")

            assert (await talk.post("/numbers", json=crowd())).is_success
            running = await _voicemail_off(ben, "All 221 numbers")
            await ben.clicks(running, "change.stop")
            # A number that was under way comes to its end first.
            await ben.clicks_in(await until(lambda: _stopped(ben), "the card with nothing under way"), "change.undo")
            await ben.is_told("not begun", "Undone by", seconds=60)
        assert sandbox.end() == 0


async def _stopped(person: SlackPerson) -> dict[str, Any] | None:
    """Return the card of a change that was stopped, once none of its numbers is under way any more."""
    standing = await own_card_with(person, "change.undo", "not begun", "Stopped")
    return None if "still to do" in text_of(standing) else standing


async def _queue_form(person: SlackPerson) -> dict[str, Any]:
    """Open the form for the queue of Support US."""
    for modal in await person.modals():
        await person.does("close", view_id=modal["id"], clear=True)
    await person.types("/talk edit Support US")
    view = await person.sees_modal(callback_id="number.view")
    edit = next(block for block in view["blocks"] if text_of(block.get("text")) == "*Queue*")
    source = {"type": "view", "view_id": view["id"]}
    where = {"block_id": edit["block_id"], "action_id": edit["accessory"]["action_id"]}
    await person.does("action", source=source, **where, value=None)
    return await person.sees_modal("Queue size", callback_id="edit.form")


async def _saves(person: SlackPerson, form: dict[str, Any], queue_size: str) -> None:
    answer = await person.submits(form, {"settings.maximum_queue_size": {"field.enter": queue_size}})
    assert answer["ok"], answer


async def _voicemail_off(person: SlackPerson, which: str) -> dict[str, Any]:
    """Switch voicemail off for these numbers from the list, and wait for the first of them to be changed."""
    for modal in await person.modals():
        await person.does("close", view_id=modal["id"], clear=True)
    await person.types("/talk list")
    await person.clicks(await person.sees_modal(callback_id="list.view"), "list.several")
    view = await person.sees_modal(which, callback_id="several.pick")
    (choice,) = (block["block_id"] for block in view["blocks"] if block["block_id"].startswith("which:"))
    keys = ["settings.voicemail", "settings.voicemail_outside_business_hours"]
    chosen: dict[str, dict[str, Any]] = {choice: {"several.which": "all"}, "fields": {"several.fields": keys}}
    assert (await person.submits(view, chosen))["ok"]
    view = await person.sees_modal(callback_id="several.form")
    off = {key: {"field.enter": "off"} for key in ("settings.voicemail", "settings.voicemail_outside_business_hours")}
    assert (await person.submits(view, off))["ok"]
    view = await person.sees_modal(callback_id="several.preview", seconds=60)
    assert re.fullmatch(r"Change 2\d\d numbers", view["submit"]["text"])
    assert (await person.submits(view))["ok"]
    return await person.sees_modal("changed · ", "still to do", "Stop")


async def _asked_and_approved(ana: SlackPerson, ben: SlackPerson, text: str) -> str:
    number = await asks(ana, text)
    await ben.clicks_in(await card_with(ben, "request.approve", number), "request.approve")
    return number


async def _orders(talk: httpx.AsyncClient, count: int) -> bool:
    """Whether that many orders came, each for another number."""
    orders = (await talk.get("/orders")).json()["orders"]
    return len(orders) == count
