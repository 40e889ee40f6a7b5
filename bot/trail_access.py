"""The way to the audit trail for commands that run beside the bot, without Slack and without Zendesk.

Where the bot keeps a redis of its own, a running bot's server is asked; else that server is started for as long as it
takes.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, suppress
from urllib.parse import urlsplit

from bot.settings import AuditSettings
from bot.store.connection import Store, connect
from bot.store.embedded import DataInUse, EmbeddedServer
from bot.store.keys import Keys
from bot.store.trail import teams_with_a_trail

# Nobody waits in Slack for this, and a batch of whole configurations may come from far away.
_PATIENCE = 10.0


class NoTrail(Exception):
    """What was set or typed leads to no trail. Its text is a sentence for the operator with what to do."""


async def opened(loaded: AuditSettings, team: str | None, stack: AsyncExitStack) -> Store | None:
    """Return the store with the trail, open as long as the stack is; None where the account has no trail yet.

    team: whose it is to be, where several have one. Raises NoTrail, StoreUnavailable, EmbeddedServerError.
    """
    account = account_of(loaded)
    redis = _connected(_redis_url(loaded, stack), account)
    stack.push_async_callback(redis.aclose)
    found = await _team(redis, team)
    return Store(redis.redis, Keys(found, account), patience=_PATIENCE) if found else None


def account_of(loaded: AuditSettings) -> str:
    """Return the Zendesk account as keys and people name it."""
    return urlsplit(loaded.zendesk_url).netloc


def _redis_url(loaded: AuditSettings, stack: AsyncExitStack) -> str:
    """Return where the bot's redis is; a server of the bot's own is started, for as long as the stack is open."""
    if loaded.redis_url is not None:
        return loaded.redis_url.get_secret_value()
    folder = loaded.data_dir / "valkey"
    if not folder.is_dir():
        raise NoTrail(f"no bot keeps its data in {loaded.data_dir}. Set REDIS_URL or TALKBOT_DATA_DIR as it has it.")
    server = EmbeddedServer(folder)
    # Whoever has the data in use is the bot, whose server answers us as well.
    with suppress(DataInUse):
        stack.enter_context(server)
    return server.url


def _connected(url: str, account: str) -> Store:
    """Return a store that knows the account, not yet the team."""
    try:
        return Store(connect(url, command_timeout=_PATIENCE), Keys("", account), patience=_PATIENCE)
    except ValueError:
        # The error may quote the address, and with it a password.
        raise NoTrail("REDIS_URL cannot be read. Expected an address such as redis://host:6379/0.") from None


async def _team(store: Store, wanted: str | None) -> str | None:
    """Return whose trail it is, None where there is none yet. Raises NoTrail where it has to be said."""
    account, teams = store.keys.account, await teams_with_a_trail(store)
    if not teams:
        return None
    if wanted is None and len(teams) > 1:
        raise NoTrail(
            f"several Slack workspaces have an audit trail for {account}: {', '.join(teams)}. Choose one with --team."
        )
    if wanted is not None and wanted not in teams:
        raise NoTrail(f"{wanted} has no audit trail for {account}. There is one of {', '.join(teams)}.")
    return wanted or teams[0]
