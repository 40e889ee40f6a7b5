"""The bot itself: whether it runs, whether Slack reaches it, and whether clicks and events have come."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import socket
import time
from dataclasses import dataclass

import aiohttp
from pydantic import SecretStr

from bot.doctor.finding import Check, Finding
from bot.store.connection import Store
from bot.store.watch import Watch

PROCESS = Check("bot", "process")
CLICKS = Check("bot", "clicks")
EVENTS = Check("bot", "events")
LISTENS = Check("bot", "HOST and PORT")
REACHED = Check("bot", "public address")

_WORKER_SECONDS = 30  # what a worker's clock may be off, besides
_MINUTE_MS = 60_000
_SHOWN = 60  # characters of a stranger's answer
_JUST_STOPPED = "One that just stopped looks like this for half a minute."
_TRY = "In Slack type /talk help and press a button; if Slack shows an error there, "


@dataclass(frozen=True, slots=True)
class Heard:
    """What redis shows of a bot: whether one stands ready for Slack, how many do the work, and when it heard what.

    click, home: minutes since something was recorded, and since somebody opened their Home; None for never.
    """

    stands: bool
    workers: int
    click: int | None
    home: int | None


async def hear(store: Store) -> Heard:
    """Read it in two round trips. Raises StoreUnavailable."""
    watched = await Watch(store).read()
    async with store.asking() as redis:
        pipe = redis.pipeline(transaction=False)
        pipe.xrevrange(store.keys.trail, count=1)
        pipe.zrevrange(store.keys.homes_open, 0, 0, withscores=True)
        # Where docket's workers say every two seconds that they live, by the second.
        pipe.zcount(f"{store.keys.docket}:workers", watched.now_ms // 1000 - _WORKER_SECONDS, "+inf")
        trail, homes, workers = await pipe.execute()
    newest = int(str(trail[0][0]).split("-")[0]) if trail else None
    return Heard(
        stands=watched.is_standing,
        workers=int(workers),
        click=None if newest is None else max(0, watched.now_ms - newest) // _MINUTE_MS,
        home=max(0, watched.now_ms // 1000 - int(homes[0][1])) // 60 if homes else None,
    )


def judge(heard: Heard, *, socket_mode: bool) -> list[Finding]:
    """Return what that means; what nobody has tried yet cannot be seen from here, and cannot be while none runs."""
    page = "on your app's page at Slack"
    address = "" if socket_mode else ", with the bot's address and /slack/events as its request URL"
    found = [_process(heard)]
    runs = heard.stands or heard.workers > 0
    if heard.click is not None:
        found.append(CLICKS.ok(f"the last that was recorded came {_ago(heard.click)} ago"))
    elif runs:
        remedy = f"{_TRY}switch Interactivity on, {page}, Interactivity & Shortcuts{address}."
        found.append(
            CLICKS.unknown("nobody has asked for anything yet, so whether clicks arrive cannot be seen", remedy)
        )
    if heard.home is not None:
        found.append(EVENTS.ok(f"the Home tab was opened {_ago(heard.home)} ago, and the bot heard of it"))
    elif runs:
        remedy = (
            f"Open the bot's Home tab; if it stays empty, switch events on, {page}, Event Subscriptions{address}, with "
            "app_home_opened among the bot's events."
        )
        found.append(EVENTS.unknown("no Home tab is open, so whether events arrive cannot be seen", remedy))
    return found


def _process(heard: Heard) -> Finding:
    if not heard.stands and not heard.workers:
        return PROCESS.unknown("none runs on this redis now", "Once all else is right, start it: talkbot run.")
    if not heard.workers:
        remedy = f"Start `talkbot worker`, or `talkbot run` instead of `talkbot web`. {_JUST_STOPPED}"
        return PROCESS.failed("it answers Slack, and nobody does the work: what is asked for waits", remedy)
    if not heard.stands:
        remedy = f"Start `talkbot web`, or `talkbot run` instead of `talkbot worker`. {_JUST_STOPPED}"
        return PROCESS.failed("it does the work, and nobody answers Slack", remedy)
    workers = "one worker" if heard.workers == 1 else f"{heard.workers} workers"
    return PROCESS.ok(f"it runs on this redis, with {workers}")


def _ago(minutes: int) -> str:
    if minutes < 120:  # noqa: PLR2004 - two hours
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


async def check_listening(host: str, port: int, session: aiohttp.ClientSession, secret: SecretStr | None) -> Finding:
    """Say whether HOST and PORT can be listened on, or who listens there already. secret: None for Socket Mode."""
    problem = _cannot_listen(host, port)
    if problem is None:
        return LISTENS.ok(f"{host}:{port} is free for the bot")
    if problem != "in use":
        return LISTENS.failed(
            f"{host}:{port} cannot be listened on ({problem})", "Set HOST to an address of this machine."
        )
    return await _who_listens(host, port, session, secret)


async def _who_listens(host: str, port: int, session: aiohttp.ClientSession, secret: SecretStr | None) -> Finding:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    near = f"[{near}]" if ":" in near else near
    free = "Set PORT to another one, or stop what listens there."
    try:
        if secret is None:
            async with session.get(f"http://{near}:{port}/healthz") as answer:
                return LISTENS.ok("the bot answers there") if await answer.text() == "ok" else _stranger(free)
        status, said = await _challenge(f"http://{near}:{port}", session, secret)
    except (aiohttp.ClientError, TimeoutError, OSError):
        return _stranger(free)
    if status == "taken":
        return LISTENS.ok("the bot answers there")
    if status == "refused":
        remedy = "Start that bot again, so that it reads the settings as they are now; or set PORT to another one."
        return LISTENS.failed(f"what listens on {host}:{port} does not take this SLACK_SIGNING_SECRET ({said})", remedy)
    return _stranger(free)


async def check_reached(url: str, session: aiohttp.ClientSession, secret: SecretStr, proxy: str | None) -> Finding:
    """Ask the bot at its public address as Slack does when an address is entered there. proxy: the way out, if any.

    https://docs.slack.dev/reference/events/url_verification
    """
    base = url.rstrip("/").removesuffix("/slack/events")
    forward = f"See that the bot runs, and that {base}/slack/events is forwarded to its HOST and PORT, path and all."
    try:
        status, said = await _challenge(base, session, secret, proxy)
    except aiohttp.ClientConnectorCertificateError:
        return REACHED.failed("its certificate is not one that Slack would take", "Get one that browsers take too.")
    except aiohttp.ClientConnectorDNSError:
        return REACHED.failed("its name is not found in DNS", "Slack needs a public name.")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return REACHED.failed(f"it does not answer ({type(error).__name__})", forward)
    if status == "taken":
        return REACHED.ok(
            "the bot answers there as Slack wants it; this machine is not Slack, so a firewall may still be"
        )
    if status == "refused":
        remedy = "Start the bot again with the settings as they are now, and look at the clocks of both machines."
        return REACHED.failed(f"the bot there does not take this SLACK_SIGNING_SECRET ({said})", remedy)
    return REACHED.failed(f"what answers there is not the bot ({said})", forward)


async def _challenge(
    base: str, session: aiohttp.ClientSession, secret: SecretStr, proxy: str | None = None
) -> tuple[str, str]:
    """Send a signed challenge, and return whether it was taken, refused or not understood, and the answer in brief."""
    challenge = secrets.token_urlsafe(24)
    body = json.dumps({"type": "url_verification", "token": "", "challenge": challenge})
    at = str(int(time.time()))
    key = secret.get_secret_value().encode()
    signature = "v0=" + hmac.new(key, f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": at,
        "X-Slack-Signature": signature,
    }
    sending = session.post(f"{base}/slack/events", data=body, headers=headers, allow_redirects=False, proxy=proxy)
    async with sending as answer:
        text = (await answer.content.read(2000)).decode(errors="replace")
    said = f"{answer.status} {' '.join(text.split())[:_SHOWN]}".strip()
    if answer.status == 200 and challenge in text:  # noqa: PLR2004 - OK
        return "taken", said
    return "refused" if answer.status == 401 else "not understood", said  # noqa: PLR2004 - unauthorised


def _cannot_listen(host: str, port: int) -> str | None:
    """Return why not, None where one can; 0 is whichever port is free."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(1)
    except OSError as error:
        return "in use" if "in use" in str(error).lower() else str(error.strerror or type(error).__name__)
    finally:
        listener.close()
    return None


def _stranger(remedy: str) -> Finding:
    return LISTENS.failed("something else than this bot listens there", remedy)
