"""The account the sandbox begins with: twenty-one numbers in eight countries, and what hangs on them.

All numbers are from ranges their regulators keep for fiction. There are addresses for some countries only, so that
one meets every case: none needed, a fitting one there, none that fits.
"""

from __future__ import annotations

import hashlib
from typing import Any

from bot.sandbox.talk_api.account import Account, Json, new_number
from bot.sandbox.talk_api.greetings import default_greetings, greeting_properties

SUPPORT, SALES, BILLING, EMEA, NIGHT, FIELD = (360001381413 + 20 * step for step in range(6))
BRAND, SECOND_BRAND = 360000184473, 360000184497
MAIN_MENU, GERMAN_MENU = 21973195678484, 21973195678902
US_HOURS, UK_HOURS, GERMAN_HOURS = 360000212341, 360000212357, 360000212366
WELCOME, HOLIDAY, HOLD_MUSIC = 21973014482068, 21973014482099, 21973014482140
FIRST_NUMBER_ID = 26525525651609

_LOOKS: tuple[Json, ...] = (
    {"at": ("+15105550199", "US", "Oakland, CA"), "nickname": "Support US", "group_ids": [SUPPORT, NIGHT],
     "ivr_id": MAIN_MENU, "schedule_id": US_HOURS, "transcription": True, "greetings": {"1": WELCOME},
     "settings": {"overflow_number": {"enabled": True, "number": "+14155550142"}, "maximum_queue_size": 15}},
    {"at": ("+14155550142", "US", "San Francisco, CA"), "nickname": "Sales US", "group_ids": [SALES],
     "schedule_id": US_HOURS, "sms_enabled": True, "sms_group_id": SALES},
    {"at": ("+12125550117", "US", "New York, NY"), "nickname": "Support East", "group_ids": [SUPPORT],
     "schedule_id": US_HOURS, "settings": {"overflow_number": {"enabled": True, "number": "+15105550199"}}},
    {"at": ("+13125550163", "US", "Chicago, IL"), "nickname": "Billing US", "group_ids": [BILLING],
     "failover_number": "+15105550199", "recorded": False, "call_recording_consent": "never"},
    {"at": ("+18005550112", "US", "United States"), "nickname": "Toll-free US", "group_ids": [SUPPORT, SALES],
     "toll_free": True, "ivr_id": MAIN_MENU, "priority": 1, "settings": {"priority": 1}},
    {"at": ("+16175550128", "US", "Boston, MA")},
    {"at": ("+15125550171", "US", "Austin, TX"), "nickname": "Field service", "group_ids": [FIELD],
     "settings": {"voicemail_outside_business_hours": False, "callback_from_queue": True}},
    {"at": ("+12065550186", "US", "Seattle, WA"), "nickname": "Spring campaign", "group_ids": [SALES],
     "brand_id": SECOND_BRAND},
    {"at": ("+12025550190", "US", "Washington, DC")},
    {"at": ("+15105550101", "US", "Oakland, CA"), "nickname": "Head office desk", "external": True,
     "voice_enabled": False},
    {"at": ("+14165550133", "CA", "Toronto, ON"), "nickname": "Support Canada", "group_ids": [SUPPORT],
     "settings": {"overflow_number": {"enabled": True, "number": "+15105550199"}}},
    {"at": ("+16045550150", "CA", "Vancouver, BC"), "nickname": "Sales Canada", "group_ids": [SALES],
     "settings": {"overflow_number": {"enabled": False, "number": "+14155550142"}}},
    {"at": ("+442079460018", "GB", "London"), "nickname": "Support UK", "group_ids": [EMEA, SUPPORT],
     "schedule_id": UK_HOURS, "greetings": {"4": HOLD_MUSIC}},
    {"at": ("+441614960027", "GB", "Manchester"), "nickname": "Sales UK", "group_ids": [SALES, EMEA],
     "schedule_id": UK_HOURS},
    {"at": ("+448081570044", "GB", "United Kingdom"), "nickname": "Toll-free UK", "group_ids": [EMEA],
     "toll_free": True},
    {"at": ("+442920180036", "GB", "Cardiff"), "nickname": "Night line", "group_ids": [NIGHT],
     "settings": {"voicemail": False}},
    {"at": ("+493023125061", "DE", "Berlin"), "nickname": "Billing DE", "group_ids": [BILLING, EMEA],
     "schedule_id": GERMAN_HOURS, "settings": {"voicemail": False, "voicemail_outside_business_hours": False}},
    {"at": ("+498999998012", "DE", "Munich"), "nickname": "Support DE", "group_ids": [EMEA],
     "ivr_id": GERMAN_MENU, "schedule_id": GERMAN_HOURS, "greetings": {"1": HOLIDAY}},
    {"at": ("+33199001215", "FR", "Paris"), "nickname": "Support FR", "group_ids": [EMEA],
     "settings": {"overflow_number": {"enabled": True, "number": "+442079460018"}}},
    {"at": ("+61255501207", "AU", "Sydney"), "nickname": "Support AU", "group_ids": [SUPPORT]},
    {"at": ("+46846500412", "SE", "Stockholm"), "nickname": "Support SE", "group_ids": [EMEA],
     "failover_number": "+442079460018"},
)  # fmt: skip

_ADDRESSES = (
    ("Head office", "100 Example Street", "Oakland", "94607", "CA", "US", True),
    ("London office", "1 Example Lane", "London", "EC1A 1AA", "London", "GB", True),
    ("Berlin office", "Beispielstraße 1", "Berlin", "10115", "Berlin", "DE", True),
    ("Paris office", "1 rue de l'Exemple", "Paris", "75001", "Île-de-France", "FR", True),
    ("Madrid office", "Calle Ejemplo 1", "Madrid", "28001", "Madrid", "ES", False),
)


def demo_account() -> Account:
    """Return the account the sandbox begins with; a fresh one at every call."""
    account = Account(
        groups=[_group(group_id, name) for group_id, name in _GROUP_NAMES.items()],
        brands=[_brand(BRAND, "Example", default=True), _brand(SECOND_BRAND, "Example Pro", default=False)],
        ivrs=[_ivr(MAIN_MENU, "Main menu", SUPPORT), _ivr(GERMAN_MENU, "Hauptmenü", EMEA)],
        schedules=[
            _schedule(US_HOURS, "US hours", "Pacific Time (US & Canada)"),
            _schedule(UK_HOURS, "UK hours", "London"),
            _schedule(GERMAN_HOURS, "German hours", "Berlin"),
        ],
        own_greetings={
            WELCOME: ("Welcome to Example", 1),
            HOLIDAY: ("Closed for the holiday", 1),
            HOLD_MUSIC: ("Quiet piano", 4),
        },
        user={"id": 360000121575, "name": "Ana Sandbox", "email": "ana@sandbox.example", "role": "admin"},
        digital_lines=[_digital_line()],
    )
    for step, look in enumerate(_LOOKS):
        _own(account, FIRST_NUMBER_ID - 7919 * step, look, day=step + 1)
    for step, row in enumerate(_ADDRESSES):
        address = _address(1900002007768 + 31 * step, *row)
        account.addresses[int(address["id"])] = address
    return account


_GROUP_NAMES = {
    SUPPORT: "Support",
    SALES: "Sales",
    BILLING: "Billing",
    EMEA: "EMEA",
    NIGHT: "Night shift",
    FIELD: "Field service",
}


def _own(account: Account, number_id: int, look: Json, *, day: int) -> None:
    number, country, location = look["at"]
    owned = new_number(
        number_id,
        number,
        country=country,
        location=location,
        created_at=f"2024-03-{day:02}T09:30:00Z",
        toll_free=look.get("toll_free", False),
        capabilities=("sms", "mms", "voice") if country in {"US", "CA"} else ("voice",),
        brand_id=BRAND,
    )
    plain = {key: value for key, value in look.items() if key in owned.properties}
    owned.properties.update(plain | greeting_properties(default_greetings() | look.get("greetings", {})))
    groups = look.get("group_ids", [])
    owned.properties["default_group_id"] = groups[0] if groups else None
    owned.rename(look.get("nickname"))
    owned.settings.update(look.get("settings", {}))
    account.numbers[owned.id] = owned


def _group(group_id: int, name: str) -> Json:
    return {
        "id": group_id,
        "is_public": True,
        "name": name,
        "description": "",
        "default": group_id == SUPPORT,
        "deleted": False,
        "created_at": "2023-01-09T08:00:00Z",
        "updated_at": "2023-01-09T08:00:00Z",
    }


def _brand(brand_id: int, name: str, *, default: bool) -> Json:
    return {
        "id": brand_id,
        "name": name,
        "subdomain": name.lower().replace(" ", "-"),
        "active": True,
        "default": default,
        "created_at": "2023-01-09T08:00:00Z",
        "updated_at": "2023-01-09T08:00:00Z",
    }


def _ivr(ivr_id: int, name: str, group_id: int) -> Json:
    route: Json = {
        "id": ivr_id + 2,
        "keypress": "1",
        "action": "group",
        "options": {"group_ids": [group_id]},
        "option_text": _GROUP_NAMES[group_id],
        "greeting": None,
    }
    menu = {"id": ivr_id + 1, "name": name, "default": True, "greeting_id": None, "routes": [route]}
    return {"id": ivr_id, "name": name, "menus": [menu]}


def _schedule(schedule_id: int, name: str, time_zone: str) -> Json:
    # Minutes from Sunday 00:00: Monday to Friday, 9 to 17.
    days = [1440 * day for day in range(1, 6)]
    return {
        "id": schedule_id,
        "name": name,
        "time_zone": time_zone,
        "intervals": [{"start_time": day + 540, "end_time": day + 1020} for day in days],
        "created_at": "2023-01-09T08:00:00Z",
        "updated_at": "2023-01-09T08:00:00Z",
    }


def _address(address_id: int, *row: Any) -> Json:
    name, street, city, code, province, country, registered = row
    # A stable reference in the form of the carrier's: AD and 32 hexadecimal digits.
    reference = "AD" + hashlib.md5(name.encode(), usedforsecurity=False).hexdigest()
    return {
        "id": address_id,
        "name": name,
        "street": street,
        "zip": code,
        "city": city,
        "state": None,
        "province": province,
        "country_code": country,
        "provider_reference": reference if registered else None,
    }


def _digital_line() -> Json:
    return {
        "id": 26525525400107,
        "nickname": "Website calls",
        "line_id": "website_calls",
        "line_type": "digital",
        "brand_id": BRAND,
        "priority": 0,
        "group_ids": [SUPPORT],
        "outbound_number": "+15105550199",
        "recorded": True,
        "transcription": False,
        "created_at": "2024-02-01T10:00:00Z",
    }
