"""What is fuzzed: each takes the dice of one case, does what it does, and returns what it did, for people."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from random import Random
from unittest import mock

import httpx

from bot.environment import Environment
from bot.errors import BotError, ZendeskUnavailable
from bot.sandbox.talk_api.settings import Credentials
from bot.settings import Role, SettingsError, load
from bot.zendesk import NumberUpdate, SettingsUpdate, origin
from bot.zendesk.auth import BearerToken
from bot.zendesk.client import TalkClient
from tests.fuzz.dice import ODD_TEXTS, bent, bent_bytes, bent_text
from tests.fuzz.ground import Ground
from tests.fuzz.meddling import bent_body, wrong_answer
from tests.fuzz.player import COMMANDS, Player
from tests.fuzz.records import bent_record
from tests.slack.payloads import command, signed

Target = Callable[[Ground, Random], Awaitable[list[str]]]
"""Raises AssertionError for what it sees itself; `tests.fuzz.watch` sees what is logged."""

_STEPS_OF = {
    "request": ("advance", "show"),
    "change": ("change", "card"),
    "timer": ("timer", "timer_card"),
    "step": ("step",),
    "copies": ("show", "card", "timer_card", "step"),
}
_METHODS = 14


async def plays(ground: Ground, dice: Random) -> list[str]:
    """Somebody uses the bot, with odd texts at most; jobs do their work."""
    player = Player(ground, dice)
    if dice.random() < 0.6:
        await player.types()
    for _ in range(dice.randint(1, 5)):
        await player.goes_on()
    await ground.works()
    return player.tale


async def bent_on_the_way(ground: Ground, dice: Random) -> list[str]:
    """The same, while payloads are bent on their way to the bot: real triggers, records and views."""
    ground.door.dice = dice
    return await _played(ground, dice, ground.door.did)


async def zendesk_answers(ground: Ground, dice: Random) -> list[str]:
    """The same, while Zendesk's answers are bent."""
    ground.talk.dice = dice
    ground.talk.chance = dice.choice((0.2, 0.6, 1.0))
    await ground.store.redis.delete(ground.store.keys.lines, ground.store.keys.names, ground.store.keys.overflows)
    return await _played(ground, dice, ground.talk.did)


async def slack_answers(ground: Ground, dice: Random) -> list[str]:
    """The same, while the answers of Slack's Web API are bent."""
    ground.slack.dice = dice
    ground.slack.chance = dice.choice((0.2, 0.6, 1.0))
    return await _played(ground, dice, ground.slack.did)


async def payloads(ground: Ground, dice: Random) -> list[str]:
    """What Slack sent once is sent again, bent: of each kind that was ever seen."""
    kind = dice.choice(sorted(ground.samples))
    body = bent_body(dice.choice(ground.samples[kind]), dice)
    answer = await ground.sends(body)
    wrong = wrong_answer(answer, body)
    assert not wrong, wrong
    return [kind, body]


async def bodies(ground: Ground, dice: Random) -> list[str]:
    """Bytes that are no request of Slack's, some of them signed; headers that no client sends."""
    kind = dice.choice(sorted(ground.samples))
    body = bent_bytes(dice.choice(ground.samples[kind]).encode(), dice)
    headers = signed(body.decode(errors="replace"))
    changed = bent(headers, dice)
    odd = changed if isinstance(changed, dict) and dice.random() < 0.5 else headers
    raw = [(_header(name) or b"x", _header(value)) for name, value in odd.items()]
    request = httpx.Request("POST", f"{ground.bot_url}/slack/events", content=body, headers=raw)
    answer = await ground.client.send(request)
    assert answer.status_code in {200, 400, 401, 408, 413, 415, 431}, f"{answer.status_code} to {body!r} with {raw}"
    await ground.settled()
    return [repr(body[:1000]), repr(raw)]


async def typed(ground: Ground, dice: Random) -> list[str]:
    """Texts behind the command, most of them nearly right."""
    words = [dice.choice((*COMMANDS, *ODD_TEXTS)) for _ in range(dice.choice((1, 1, 2, 4)))]
    text = bent_text(" ".join(words), dice).encode(errors="replace").decode()
    body = command(text[:12_000], trigger_id=f"9.9.{dice.getrandbits(64):x}")
    wrong = wrong_answer(await ground.sends(body), body)
    assert not wrong, wrong
    return [text]


async def stored(ground: Ground, dice: Random) -> list[str]:
    """A value of redis is bent while people and jobs go on, and put back."""
    keys = [key for key in await ground.keys() if ":seen:" not in key]
    if not keys:
        return await plays(ground, dice)
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        by_kind.setdefault(_name_of(ground, key).split(":")[0], []).append(key)
    key = dice.choice(by_kind[dice.choice(sorted(by_kind))])
    name = _name_of(ground, key)
    kind, _, record = name.partition(":")
    player = Player(ground, dice)
    async with bent_record(ground.store.redis, key, dice) as did:
        for step in _STEPS_OF.get(kind, ()):
            await ground.runs(step, record.partition(":")[0])
        about = [body for several in ground.samples.values() for body in several if record and record[:20] in body]
        for body in dice.sample(about, min(2, len(about))):
            wrong = wrong_answer(await ground.sends(body), body)
            assert not wrong, wrong
        await player.types(dice.choice(("pending", "history", "oncall", "oncall sets", "list", "history Support US")))
        await player.goes_on()
        await player.person.does("open_home")
        await ground.settled()
    return [did, *player.tale]


async def client(ground: Ground, dice: Random) -> list[str]:
    """Every method of Zendesk's client, with an answer that is bent: a value or an error that is expected."""
    ground.talk.dice, ground.talk.chance = dice, 1.0
    token = BearerToken(Credentials().access_token)
    async with TalkClient(ground.talk_url, token, user_agent="fuzz", budget=0.2, order_timeout=1.0) as talk:
        update = NumberUpdate(nickname=dice.choice(ODD_TEXTS[:1]), settings=SettingsUpdate(voicemail=True))
        calls: list[Callable[[], Awaitable[object]]] = [
            talk.list_numbers,
            lambda: talk.list_numbers(minimal=True),
            lambda: talk.search(country="US", area_code="510"),
            lambda: talk.show_number(1, {"settings", "ivrs"}),
            lambda: talk.create_number("a-token-of-a-search", expected_number="+15105550100", send_by=None),
            lambda: talk.update_number(1, update),
            lambda: talk.delete_number(1),
            talk.list_addresses,
            talk.list_groups,
            talk.list_greetings,
            talk.list_greeting_categories,
            talk.list_ivrs,
            talk.list_schedules,
            talk.list_brands,
            talk.whoami,
        ]
        number = dice.randrange(len(calls))
        try:
            repr(await calls[number]())
        except BotError as error:
            str(error)
    ground.leaves_alone()
    return [f"call {number}", *_drained(ground.talk.did)]


async def addresses(ground: Ground, dice: Random) -> list[str]:
    """Where an answer or a request sends us: nowhere but to where we were."""
    base = origin.base_address("https://acme.zendesk.com")
    hosts = ("acme.zendesk.com", "acme.zendesk.com.evil.example", "127.0.0.1", "[::1]", "evil@acme.zendesk.com", "")
    address = f"{dice.choice(('https', 'http', 'HTTPS', 'file', ''))}://{dice.choice(hosts)}/api?page={dice.random()}"
    odd = bent_text(address, dice)
    try:
        url = origin.following(base, odd)
        assert (url.scheme, url.host, url.port, url.userinfo) == ("https", "acme.zendesk.com", None, b""), odd
    except ZendeskUnavailable:
        pass
    body = command("help", response_url=odd.encode(errors="replace").decode(), trigger_id=f"8.{dice.getrandbits(64):x}")
    with mock.patch("aiohttp.ClientSession.post", side_effect=AssertionError(f"posted to {odd!r}")):
        wrong = wrong_answer(await ground.sends(body), body)
    assert not wrong, wrong
    return [odd]


async def settings(ground: Ground, dice: Random) -> list[str]:
    """Settings of any value: they are read, or every problem is told in a line without a secret in it."""
    del ground
    secret = "".join(dice.choice("abcdefghjkmnp") for _ in range(24))
    names = [name.upper() for name in Environment.model_fields]
    right = {
        "SLACK_BOT_TOKEN": f"xoxb-{secret}",
        "SLACK_SIGNING_SECRET": secret,
        "ZENDESK_SUBDOMAIN": "acme",
        "ZENDESK_ACCESS_TOKEN": secret,
        "TALK_APPROVALS": "none",
        "TALK_REQUESTERS": "U012AB3CD",
        "TALK_MAX_MONTHLY_PRICE": "$5",
        "TALK_SEARCH_TTL": "15m",
        "REDIS_URL": f"redis://:{secret}@127.0.0.1/0",
    }
    told = right | {
        name: _environment(bent_text(right.get(name) or dice.choice(ODD_TEXTS), dice))
        for name in dice.sample(names, dice.randint(1, 5))
    }
    roles: tuple[Role, ...] = ("run", "web", "worker")
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    with mock.patch.dict("os.environ", kept | told, clear=True):
        try:
            said = repr(load(dice.choice(roles), env_file=None))
        except SettingsError as error:
            said = str(error)
    assert secret not in said, f"a secret is told: {said}"
    return [str(told)]


TARGETS: dict[str, tuple[Target, int]] = {
    "play": (plays, 2),
    "payloads on their way": (bent_on_the_way, 4),
    "payloads sent again": (payloads, 12),
    "bodies and headers": (bodies, 6),
    "typed": (typed, 8),
    "Zendesk's answers": (zendesk_answers, 4),
    "Zendesk's client": (client, 8),
    "Slack's answers": (slack_answers, 3),
    "records": (stored, 6),
    "addresses": (addresses, 3),
    "settings": (settings, 3),
}
"""Each target by name, with how many of its cases there are to those of the others."""


async def _played(ground: Ground, dice: Random, did: list[str]) -> list[str]:
    player = Player(ground, dice)
    if dice.random() < 0.6:
        await player.types()
    for _ in range(dice.randint(1, 3)):
        await player.goes_on()
    await ground.works()
    ground.leaves_alone()
    return [*player.tale, *_drained(did)]


def _drained(did: list[str]) -> list[str]:
    told = list(did)
    did.clear()
    return told


def _name_of(ground: Ground, key: str) -> str:
    return key.removeprefix(ground.store.keys.trail.removesuffix("trail"))


def _header(value: object) -> bytes:
    text = value if isinstance(value, str) else str(value)
    return "".join(letter for letter in text[:70_000] if letter.isprintable()).encode(errors="replace").strip()


def _environment(text: str) -> str:
    return text.replace("\x00", "").encode(errors="replace").decode()
