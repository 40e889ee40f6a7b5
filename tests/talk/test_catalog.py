"""What ids mean: read with the number or from lists of their own, for ten minutes, whatever Zendesk refuses."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.errors import StoreUnavailable
from bot.sandbox.talk_api.account import Account
from bot.sandbox.talk_api.demo import (
    BILLING,
    BRAND,
    EMEA,
    FIELD,
    HOLD_MUSIC,
    HOLIDAY,
    MAIN_MENU,
    NIGHT,
    SALES,
    SECOND_BRAND,
    SUPPORT,
    US_HOURS,
    WELCOME,
    demo_account,
)
from bot.store.connection import Store, connect
from bot.store.keys import Keys
from bot.store.names import KEPT, NameCache, Named
from bot.talk.catalog import Catalog, Catalogs
from bot.talk.fields import BY_KEY, FIELDS
from bot.zendesk.calls import INCLUDES
from bot.zendesk.models import PhoneNumber
from tests.talk.accounts import Lined, lined

GROUPS, IVR, SCHEDULE, BRANDS = (BY_KEY[key] for key in ("group_ids", "ivr_id", "schedule_id", "brand_id"))
VOICEMAIL, OWN = BY_KEY["categorised_greetings.1"], BY_KEY["greeting_ids"]
SILENT = BY_KEY["categorised_greetings_with_sub_settings.1.voicemail_off_inside_business_hours"]
LISTS = {
    "/api/v2/groups",
    "/api/v2/channels/voice/ivr",
    "/api/v2/business_hours/schedules",
    "/api/v2/brands",
    "/api/v2/channels/voice/greetings",
}


def account() -> Account:
    """Return the demo account with what is gone, or twice, in it."""
    made = demo_account()
    gone = made.groups[-1] | {"id": 1, "name": "Old team", "deleted": True}
    twin = made.groups[0] | {"id": 2, "name": "billing", "default": False}
    made.groups += [gone, twin]
    made.brands.append(made.brands[0] | {"id": 3, "name": "Sold", "active": False, "default": False})
    made.own_greetings[4] = ("Press 1", 5)
    made.own_greetings[5] = ("Welcome to Example", 2)
    return made


@pytest.fixture
async def one(store: Store) -> AsyncIterator[Lined]:
    """Such an account."""
    async with lined(store, account) as running:
        yield running


async def shown(one: Lined, nickname: str = "Support US") -> PhoneNumber:
    """Return a line as a form reads it."""
    return await one.zendesk.show_number(await one.id_of(nickname), INCLUDES)


def catalogs(one: Lined, store: Store) -> Catalogs:
    """Return what reads names for this account."""
    return Catalogs(one.zendesk, NameCache(store))


def ids(named: tuple[Named, ...]) -> list[int | str]:
    """Return the ids of things."""
    return [each.id for each in named]


async def test_a_number_brings_all_but_the_brands_along(one: Lined, store: Store) -> None:
    """One list is read beside it, once in ten minutes."""
    number = await shown(one)
    one.counted.requests.clear()
    for _ in range(2):
        found = await catalogs(one, store).of(number)
    assert [path for _, path, _ in one.counted.requests] == ["/api/v2/brands"]
    assert (found.name_of(GROUPS, SUPPORT), found.name_of(IVR, MAIN_MENU)) == ("Support", "Main menu")
    assert (found.name_of(SCHEDULE, US_HOURS), found.name_of(BRANDS, BRAND)) == ("US hours", "Example")
    assert (found.name_of(VOICEMAIL, HOLIDAY), found.unread) == ("Closed for the holiday", ())


async def test_without_a_number_each_list_is_read_once(one: Lined, store: Store) -> None:
    """And what a number brought along before serves for it."""
    both = catalogs(one, store)
    assert (await both.of()) == (await both.of())
    assert sorted(path for _, path, _ in one.counted.requests) == sorted(LISTS)
    await NameCache(store).forget()
    number = await shown(one)
    await both.of(number)
    one.counted.requests.clear()
    assert ids((await both.of()).groups)
    assert one.counted.requests == []


async def test_what_a_number_did_not_bring_is_read_from_its_list(one: Lined, store: Store) -> None:
    """The names under which Zendesk answers what was included are published for the settings only."""
    number = await shown(one)
    written = number.as_written()
    some: dict[str, Any] = {key: value for key, value in written.items() if key != "all_schedules"}
    # A greeting that does not say what it is for, and null for a list.
    some |= {"ivrs": None, "all_greetings": [{"id": 7, "name": "Welcome"}]}
    one.counted.requests.clear()
    found = await catalogs(one, store).of(PhoneNumber.model_validate(some))
    assert {path for _, path, _ in one.counted.requests} == LISTS - {"/api/v2/groups"}
    assert found.name_of(SCHEDULE, US_HOURS) == "US hours"
    assert found.name_of(VOICEMAIL, WELCOME) == "Welcome to Example"


async def test_a_list_that_is_refused_does_not_fail_the_rest(one: Lined, store: Store) -> None:
    """Schedules are for admins only. They are numbered then, and not asked for at every look."""
    await one.fault("trial", path="schedules", times=None)
    found = await catalogs(one, store).of()
    assert found.unread == ("schedules",)
    assert found.choices(SCHEDULE) == ()
    assert found.name_of(SCHEDULE, US_HOURS) == f"schedule {US_HOURS}"
    assert found.name_of(GROUPS, SUPPORT) == "Support"
    one.counted.requests.clear()
    assert (await catalogs(one, store).of()).unread == ("schedules",)
    assert one.counted.requests == []


async def test_a_list_that_was_away_is_asked_for_again(one: Lined, store: Store) -> None:
    """Being away passes, being refused stays."""
    await one.fault("unavailable", path="brands", times=None)
    assert (await catalogs(one, store).of()).unread == ("brands",)
    (await one.account.delete("/faults")).raise_for_status()
    again = await catalogs(one, store).of()
    assert (again.unread, again.name_of(BRANDS, BRAND)) == ((), "Example")


async def test_names_are_believed_for_ten_minutes(one: Lined, store: Store) -> None:
    """After that, a group that was renamed is called by its new name."""
    await catalogs(one, store).of()
    known, now_ms = await NameCache(store).find()
    old = {
        kind: type(names)(names.named, now_ms - int(KEPT.total_seconds() * 1000) - 1) for kind, names in known.items()
    }
    await NameCache(store).keep(old)
    one.counted.requests.clear()
    await catalogs(one, store).of()
    assert {path for _, path, _ in one.counted.requests} == LISTS


async def test_what_is_gone_is_named_and_not_offered(one: Lined, store: Store) -> None:
    """A deleted group, an inactive brand; two groups of one name are told apart, and all are in order of name."""
    found = await catalogs(one, store).of()
    assert ids(found.choices(GROUPS)) == [2, BILLING, EMEA, FIELD, NIGHT, SALES, SUPPORT]
    assert found.name_of(GROUPS, 1) == "Old team"
    assert [found.name_of(GROUPS, group) for group in (2, BILLING)] == ["billing (2)", f"Billing ({BILLING})"]
    assert ids(found.choices(BRANDS)) == [BRAND, SECOND_BRAND]
    assert found.name_of(BRANDS, 3) == "Sold"


async def test_greetings_are_offered_for_what_they_are_for(one: Lined, store: Store) -> None:
    """The account's own first, then Zendesk's by language; those of phone menus are no number's."""
    found = await catalogs(one, store).of()
    assert set(found.greetings) == set(range(1, 10))
    assert ids(found.choices(VOICEMAIL))[:3] == [HOLIDAY, WELCOME, "voicemail_en"]
    assert {each.category for each in found.choices(VOICEMAIL)} == {1}
    assert found.name_of(VOICEMAIL, "voicemail_jp") == "Zendesk's own, Japanese"
    assert {each.id: each.name for each in found.choices(OWN)} == {
        HOLIDAY: "Closed for the holiday (Voicemail greeting)",
        WELCOME: "Welcome to Example (Voicemail greeting)",
        5: f"Welcome to Example ({BY_KEY['categorised_greetings.2'].label})",
        HOLD_MUSIC: "Quiet piano (Hold music)",
    }


async def test_what_is_set_now_is_always_a_choice(one: Lined, store: Store) -> None:
    """Though its group was deleted, its schedule could not be read, and its greeting is in no list."""
    await one.fault("trial", path="schedules", times=None)
    written = (await shown(one)).as_written()
    written.pop("all_schedules")
    number = PhoneNumber.model_validate(written | {"group_ids": [1, SALES], "categorised_greetings": {"1": 123}})
    found = await catalogs(one, store).of(number)
    assert found.choices(SCHEDULE) == (Named(US_HOURS, f"schedule {US_HOURS}"),)
    assert found.choices(GROUPS)[-1] == Named(1, "Old team")
    assert ids(found.choices(GROUPS)).count(SALES) == 1
    assert found.choices(VOICEMAIL)[-1] == Named(123, "greeting 123")
    assert found.choices(GROUPS, [99])[-1] == Named(99, "group 99")


async def test_a_case_keeps_the_greeting_it_has(one: Lined, store: Store) -> None:
    """Zendesk's own greeting has an id of its own where voicemail is off, which no list has."""
    found = await catalogs(one, store).of(await shown(one, "Sales US"))
    silent = "voicemail_en_voicemail_config"
    assert found.choices(SILENT)[-1] == Named(silent, "Zendesk's own, English, for voicemail off")
    assert silent not in ids(found.choices(VOICEMAIL))


async def test_every_field_of_an_id_has_choices_and_no_other(one: Lined, store: Store) -> None:
    """A text or a switch has none here."""
    found = await catalogs(one, store).of(await shown(one))
    for field in FIELDS:
        chosen = field.control in {"group", "groups", "ivr", "schedule", "brand", "greeting", "greetings"}
        assert bool(found.choices(field)) is chosen


def test_nothing_known_still_has_names() -> None:
    """Where nobody told what an id is, its kind and its number are what there is to say."""
    assert [Catalog().name_of(BY_KEY[key], 9) for key in ("group_ids", "sms_group_id", "nickname")] == [
        "group 9",
        "group 9",
        "9",
    ]


async def test_without_redis_nothing_is_concluded(one: Lined) -> None:
    """Fail closed, as everywhere."""
    away = Store(connect("redis://127.0.0.1:1", command_timeout=1), Keys("T0TEST", "away.test"), patience=1)
    with pytest.raises(StoreUnavailable):
        await Catalogs(one.zendesk, NameCache(away)).of()
    await away.aclose()
