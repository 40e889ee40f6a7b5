"""The account's lines: read once for many, found as they are named, and what hangs on each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import StoreUnavailable, ZendeskNotFound, ZendeskUnavailable
from bot.model import Hanging, Line
from bot.sandbox.talk_api.settings import Credentials
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.talk import lines as lines_module
from bot.talk.hanging import configuration, more_than
from bot.talk.lines import in_order, line_of
from bot.zendesk.models import PhoneNumber
from bot.zendesk.updates import NumberUpdate, OverflowUpdate, SettingsUpdate
from tests.journeys.driver import until
from tests.talk.accounts import GROUPS, NUMBERS, Lined, large_account, lined

NOW = timedelta()
SUPPORT_US = "+15105550199"


@pytest.fixture
async def demo(store: Store) -> AsyncIterator[Lined]:
    """The sandbox's account."""
    async with lined(store) as there:
        yield there


async def test_every_line_is_read_and_sorted_as_people_expect(demo: Lined) -> None:
    """By nickname, and those without one last."""
    inventory = await demo.lines.all()
    names = [line.nickname or line.number for line in inventory.lines]
    assert len(names) == 21
    assert names[:3] == ["Billing DE", "Billing US", "Field service"]
    assert names[-2:] == ["+12025550190", "+16175550128"]
    assert inventory.failovers[await demo.id_of("Billing US")] == SUPPORT_US
    assert inventory.read_ms <= await demo.cache.now_ms()


async def test_a_long_list_is_read_to_its_last_page(store: Store) -> None:
    """A number on the second page is as much ours."""
    async with lined(store, large_account(130)) as there:
        assert [line.nickname for line in (await there.lines.all()).lines] == [f"Line {step}" for step in range(130)]
        assert there.counted.lists() == 2


async def test_a_list_costs_as_many_calls_as_it_has_pages_and_one_for_the_groups(store: Store) -> None:
    """Names of groups are read beside it, once for all lines."""
    async with lined(store, large_account(230)) as there:
        assert len((await there.lines.all()).lines) == 230
        assert (there.counted.lists(), there.counted.calls(GROUPS), there.counted.calls()) == (3, 1, 4)
        await there.lines.all()
        assert there.counted.calls() == 4


async def test_a_line_says_what_it_can_carry_and_who_answers_it(demo: Lined) -> None:
    """The first group first, by ids; their names stand beside the list."""
    inventory = await demo.lines.all()
    line = next(line for line in inventory.lines if line.nickname == "Support US")
    assert line.capabilities == ("voice", "sms", "mms")
    assert [inventory.group_names[group] for group in line.groups] == ["Support", "Night shift"]
    assert not inventory.groups_unread
    assert [line.nickname for line in inventory.lines if line.external] == ["Head office desk"]


@pytest.mark.parametrize("fault", ["throttled", "trial", "garbage"])
async def test_groups_that_zendesk_refuses_do_not_cost_the_list(demo: Lined, fault: str) -> None:
    """Their names are told as not known."""
    await demo.fault(fault, path=GROUPS, times=None)
    inventory = await demo.lines.all()
    assert (len(inventory.lines), inventory.group_names, inventory.groups_unread) == (21, {}, True)


async def test_groups_that_take_long_do_not_hold_up_the_list(demo: Lined, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for names who only wants to release a number."""
    monkeypatch.setattr(lines_module, "GROUPS_PATIENCE", 0.05)
    await demo.fault("delay", path=GROUPS, seconds=1.5)
    inventory = await demo.lines.all()
    assert (len(inventory.lines), inventory.groups_unread) == (21, True)


async def test_who_only_looks_takes_an_older_list_the_longer_it_is(store: Store) -> None:
    """Two minutes for two pages; the pages of one look stay those of one list, and Refresh reads."""
    async with lined(store, large_account(130)) as there:
        now_ms = await there.cache.now_ms()
        read = await there.lines.all()
        await there.cache.keep(replace(read, read_ms=now_ms - 90_000))
        assert await there.lines.recent() is not None
        await there.cache.keep(replace(read, read_ms=now_ms - 150_000))
        assert await there.lines.recent() is None
        assert await there.lines.recent(same=True) is not None
        assert there.counted.lists() == 2
        found = await asyncio.gather(*(there.lines.anew() for _ in range(5)))
        assert there.counted.lists() == 4
        assert len({id(inventory) for inventory in found}) == 1


async def test_a_recent_list_is_not_read_again(demo: Lined) -> None:
    """Whoever wants it as it is now says so."""
    first = await demo.lines.all()
    assert await demo.lines.all() == first
    assert demo.counted.lists() == 1
    assert (await demo.lines.all(no_older_than=NOW)).read_ms > first.read_ms
    assert demo.counted.lists() == 2


async def test_a_list_that_is_known_to_have_changed_is_read_again(demo: Lined) -> None:
    """A line just released must not be offered any more."""
    await demo.lines.all()
    await demo.zendesk.delete_number(await demo.id_of("Spring campaign"))
    await demo.lines.forget()
    assert len((await demo.lines.all()).lines) == 20


async def test_a_list_that_changes_while_it_is_read_is_read_once_more(demo: Lined) -> None:
    """Whoever waits for it, or asks meanwhile, gets it as it is; it is not asked for without an end."""
    gone = await demo.id_of("Spring campaign")
    await demo.lines.forget()
    before = demo.counted.lists()

    async def is_asked_for() -> bool:
        return demo.counted.lists() > before

    await demo.fault("delay", path=NUMBERS, seconds=0.3)
    first = asyncio.create_task(demo.lines.all())
    await until(is_asked_for, "the list to be asked for")
    await demo.zendesk.delete_number(gone)
    await demo.lines.forget()
    seen = await asyncio.gather(first, demo.lines.all())
    assert [len(inventory.lines) for inventory in seen] == [20, 20]
    assert demo.counted.lists() == before + 2
    assert len((await demo.lines.all()).lines) == 20
    assert demo.counted.lists() == before + 2


async def test_twenty_who_ask_at_once_share_one_reading(demo: Lined) -> None:
    """Errors too: each trying in turn would make the last wait twenty times as long."""
    found = await asyncio.gather(*(demo.lines.all() for _ in range(20)))
    assert demo.counted.lists() == 1
    assert {inventory.read_ms for inventory in found} == {found[0].read_ms}
    await demo.lines.forget()
    await demo.fault("unavailable", path=NUMBERS, times=None, retry_after=60)
    failed = await asyncio.gather(*(demo.lines.all() for _ in range(20)), return_exceptions=True)
    assert {type(error) for error in failed} == {ZendeskUnavailable}
    assert demo.counted.lists() == 2
    await demo.account.delete("/faults")
    assert len((await demo.lines.all()).lines) == 21


async def test_who_gives_up_waiting_does_not_take_the_list_from_others(demo: Lined) -> None:
    """A view that was closed must not fail the others."""
    await demo.fault("delay", path=NUMBERS, seconds=0.3)
    first, second = (asyncio.create_task(demo.lines.all()) for _ in range(2))
    await demo.counted.arrived.wait()
    first.cancel()
    assert len((await second).lines) == 21
    assert demo.counted.lists() == 1


async def test_a_line_is_found_by_what_it_is_called(demo: Lined) -> None:
    """From the recent list where it is in it."""
    await demo.lines.all()
    for text in ("(510) 555-0199", "support us", "+1 510-555-0199"):
        found, _ = await demo.lines.find(text)
        assert [line.number for line in found] == [SUPPORT_US]
    assert demo.counted.lists() == 1


async def test_a_line_bought_a_moment_ago_is_found(demo: Lined) -> None:
    """The recent list does not have it, so one read anew decides; it decides too where nothing is found."""
    await demo.lines.all()
    headers = {"Authorization": f"Bearer {Credentials().access_token}"}
    offer = (await demo.account.get(f"{NUMBERS}/search?country=US&area_code=510", headers=headers)).json()
    token, number = (offer["phone_numbers"][0][key] for key in ("token", "number"))
    bought = await demo.zendesk.create_number(token, expected_number=number, send_by=None)
    found, inventory = await demo.lines.find(number)
    assert [line.id for line in found] == [bought.id]
    assert len(inventory.lines) == 22
    assert (await demo.lines.find("Helpdesk"))[0] == ()
    assert demo.counted.lists() == 3


async def test_everything_that_hangs_on_a_line_is_read_by_name(demo: Lined) -> None:
    """Names instead of ids, from one request for the number itself."""
    began_ms = await demo.cache.now_ms()
    support = await demo.id_of("Support US")
    line, hanging, number = await demo.lines.hanging(support, fresh=False)
    assert (line.nickname, line.number, line.place) == ("Support US", SUPPORT_US, "Oakland, CA")
    assert began_ms <= hanging.read_ms
    assert hanging == Hanging(
        groups=("Support", "Night shift"),
        ivrs=("Main menu",),
        schedules=("US hours",),
        greetings=("Welcome to Example",),
        overflow_from=("Support Canada", "Support East"),
        failover_from=("Billing US",),
        read_ms=hanging.read_ms,
    )
    assert number.settings is not None
    shown = demo.counted.shown()
    assert [query for shown_id, query in shown if shown_id == support] == [
        "include=all_greetings%2Call_groups%2Call_schedules%2Civrs%2Csettings"
    ]
    assert [query for shown_id, query in shown if shown_id != support] == ["include=settings"] * 20


async def test_an_overflow_that_is_switched_off_sends_nothing(demo: Lined) -> None:
    """Its number stands in the settings all the same."""
    _, hanging, _ = await demo.lines.hanging(await demo.id_of("Sales US"), fresh=False)
    assert hanging.overflow_from == ("Support US",)


async def test_other_lines_overflows_are_believed_for_a_while_and_never_for_a_release(demo: Lined) -> None:
    """Right before a release everything is read anew, and what is more than the card showed has words."""
    support, sales = await demo.id_of("Support US"), await demo.id_of("Sales UK")
    _, shown, _ = await demo.lines.hanging(support, fresh=False)
    asked = len(demo.counted.shown())
    overflow = SettingsUpdate(overflow_number=OverflowUpdate(enabled=True, number=SUPPORT_US))
    await demo.zendesk.update_number(sales, NumberUpdate(settings=overflow))
    await demo.zendesk.update_number(support, NumberUpdate(schedule_id=None, failover_number=None))
    await demo.zendesk.update_number(await demo.id_of("Support FR"), NumberUpdate(failover_number=SUPPORT_US))
    _, again, _ = await demo.lines.hanging(support, fresh=False)
    assert len(demo.counted.shown()) == asked + 1
    assert (again.overflow_from, again.failover_from) == (shown.overflow_from, shown.failover_from)
    assert again.schedules == ()
    _, now, _ = await demo.lines.hanging(support, fresh=True)
    assert now.read_ms > again.read_ms
    assert more_than(shown, now) == ("Sales UK overflows to it", "Support FR fails over to it")


async def test_a_line_that_is_gone_is_told_as_that(demo: Lined) -> None:
    """Whoever releases it must know that it was not their doing."""
    support = await demo.id_of("Support US")
    await demo.zendesk.delete_number(support)
    for fresh in (False, True):
        with pytest.raises(ZendeskNotFound):
            await demo.lines.hanging(support, fresh=fresh)


async def test_what_hangs_on_a_line_is_not_made_up_while_zendesk_is_away(demo: Lined) -> None:
    """However much of it is known: the number itself is read every time."""
    support = await demo.id_of("Support US")
    await demo.lines.hanging(support, fresh=False)
    await demo.fault("unavailable", path=NUMBERS, times=None, retry_after=60)
    for fresh in (False, True):
        with pytest.raises(ZendeskUnavailable):
            await demo.lines.hanging(support, fresh=fresh)


async def test_the_configuration_is_what_zendesk_said_to_the_letter(demo: Lined) -> None:
    """Compared with what another client reads."""
    support = await demo.id_of("Support US")
    _, _, number = await demo.lines.hanging(support, fresh=True)
    headers = {"Authorization": f"Bearer {Credentials().access_token}"}
    plain = await demo.account.get(f"{NUMBERS}/{support}?include=settings", headers=headers)
    assert configuration(number) == plain.json()["phone_number"]


async def test_without_redis_no_list_is_made_up() -> None:
    """It is told as a trouble of ours; to forget one that nobody can read is none."""
    nowhere = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "nowhere.test"), patience=1)
    async with lined(nowhere) as there:
        with pytest.raises(StoreUnavailable):
            await there.lines.all()
        await there.lines.forget()
    await nowhere.aclose()


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"id": 6}, Line(6, None, "Line 6")),
        ({"id": 6, "display_number": "Website", "name": "x"}, Line(6, None, "Website")),
        ({"id": 6, "name": "Website", "nickname": "  "}, Line(6, None, "Website")),
        ({"id": 6, "number": "", "country_code": "us"}, Line(6, None, "Line 6", country="US")),
        (
            {"id": 6, "number": SUPPORT_US, "display_number": "+1 (510) 5550199", "nickname": " Support\n US "},
            Line(6, SUPPORT_US, "+1 510-555-0199", "Support US"),
        ),
        (
            {"id": 6, "created_at": "2024-03-01T09:30:00Z", "toll_free": True, "location": "AL"},
            Line(6, None, "Line 6", place="AL", toll_free=True, since_ms=1_709_285_400_000),
        ),
        (
            {"id": 6, "capabilities": {"mms": True, "sms": None, "voice": True}, "external": True},
            Line(6, None, "Line 6", capabilities=("voice", "mms"), external=True),
        ),
        (
            {"id": 6, "capabilities": "none", "group_ids": [3, 2, "x"], "default_group_id": 9},
            Line(6, None, "Line 6", groups=(3, 2, 9)),
        ),
        ({"id": 6, "group_ids": [3], "default_group_id": 3}, Line(6, None, "Line 6", groups=(3,))),
    ],
)
def test_a_line_is_shown_whatever_zendesk_leaves_out(said: dict[str, object], line: Line) -> None:
    """Digital lines have no number, and much of the rest may be null."""
    assert line_of(PhoneNumber.model_validate(said)) == line


def test_lines_are_sorted_without_regard_to_capitals_accents_and_digits_as_text() -> None:
    """Line 2 comes before Line 10, and Ärzte among the A."""
    names = ["line 10", "Line 2", "Ärzte", "Zürich", "ambulance", None, "2nd desk"]
    lines = [Line(step, f"+1510555010{step}", "", name) for step, name in enumerate(names)]
    assert [line.nickname for line in in_order(lines)] == [
        "2nd desk",
        "ambulance",
        "Ärzte",
        "Line 2",
        "line 10",
        "Zürich",
        None,
    ]
