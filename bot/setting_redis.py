"""Whether REDIS_URL can be used, asked of the client itself before anything is opened."""

from __future__ import annotations

import os


def redis_problem(address: str) -> tuple[str, str] | None:
    """Return what is found and expected where a client cannot use an address; nothing of it is repeated."""
    from redis.exceptions import RedisError  # noqa: PLC0415 - only where there is an address, and a client after it

    from bot.store.connection import connect  # noqa: PLC0415 - likewise

    try:
        pool = connect(address, command_timeout=1).connection_pool
        # Opens nothing; it is what takes the options, and refuses those that it does not know.
        pool.make_connection()  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, RedisError):
        example = (
            "redis+sentinel://host:26379,host:26379,host:26379/name-of-the-primary"
            if "+sentinel" in address.partition("://")[0]
            else "redis://:password@host:6379/0"
        )
        return "an address that cannot be read", f"one such as {example}, with options that redis-py knows"
    for option in ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile"):
        if (file := pool.connection_kwargs.get(option)) and not os.access(file, os.R_OK):
            return f"{option} with a file that cannot be read", f"{option} with the path of a PEM file"
    return None
