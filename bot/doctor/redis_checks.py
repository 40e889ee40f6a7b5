"""Redis: what each thing it says of itself means for records that must not be lost. All of it is pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from bot.doctor.finding import Check, Finding
from bot.doctor.redis_facts import Facts
from bot.loopback import is_loopback

_SUBJECT = "redis"
ADDRESS = Check(_SUBJECT, "REDIS_URL")
SERVER = Check(_SUBJECT, "server")
WRITES = Check(_SUBJECT, "writes")
PERSISTENCE = Check(_SUBJECT, "persistence")
EVICTION = Check(_SUBJECT, "eviction")
MEMORY = Check(_SUBJECT, "memory")
LATENCY = Check(_SUBJECT, "latency")
CLIENTS = Check(_SUBJECT, "clients")

_OLDEST = (6, 2)
# A listener has a second for all it asks of redis, and asks a few times.
_SLOW_MS, _TOO_SLOW_MS = 25.0, 250.0
_FULL = 0.9
_NO_EVICTION = "CONFIG SET maxmemory-policy noeviction, and in the server's file."
_THERE = "Mend REDIS_URL, and see that redis runs and lets this machine in."
_AT_THE_DOOR = (
    (
        "NOAUTH|Authentication required|already authenticated",
        "redis wants a password",
        "Put it in: redis://user:password@host:6379/0.",
    ),
    ("WRONGPASS|invalid (username|password)", "redis does not take the user or the password", "Put in what it knows."),
    ("DENIED.*protected mode", "redis is in protected mode and takes its own machine only", "Set a password in redis."),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "redis's certificate is of an authority that is not known here",
        "Name the authority's file: rediss://host:6379/0?ssl_ca_certs=/etc/ssl/redis-ca.pem.",
    ),
    ("SSL|WRONG_VERSION", "redis does not speak TLS there", "Use redis:// where it has none, or the port of its TLS."),
    (
        "MasterNotFound|SlaveNotFound",
        "the sentinels know no primary by that name, or none of them answers",
        "See that the sentinels run, and that the service's name is the one they know.",
    ),
    ("not known|nodename|No address associated|getaddrinfo|resolution", "the host's name is not found", _THERE),
    ("refused|connect call failed|No such file", "nothing listens there", _THERE),
    ("LOADING", "redis is still loading its data", "Wait, then try again."),
    ("closed by server|reset by peer", "what listens there hangs up", f"If it speaks TLS, use rediss://. {_THERE}"),
)
_APPEND = "CONFIG SET appendonly yes, and in the server's file."


def judge(facts: Facts) -> list[Finding]:
    """Return a line for each thing that matters."""
    return [
        _server(facts),
        _writes(facts),
        _persistence(facts),
        *_saving(facts),
        _eviction(facts),
        *_memory(facts),
        *_clients(facts),
        _latency(facts),
    ]


def judge_address(url: str) -> Iterator[Finding]:
    """Say what is wrong with how redis is reached: whoever can write to it can act as the bot."""
    parts = urlsplit(url)
    if parts.scheme == "unix" or parts.scheme.startswith("rediss"):
        return
    hosts = [host.rpartition(":")[0] or host for host in parts.netloc.rpartition("@")[2].split(",")]
    # A name that only this machine's network knows is no protection: others are in it too.
    if parts.password or "password" in parse_qs(parts.query) or all(not host or is_loopback(host) for host in hosts):
        return
    found = "redis is on another machine, with neither TLS nor a password, and whoever can write to it can act"
    yield ADDRESS.failed(found, "Use rediss://, or set a password (requirepass, or a user of its own) and put it in.")


def refused_at_the_door(error: Exception) -> Finding:
    """Return why there is no redis to ask, from what its client raised; that text itself may quote an address."""
    said = f"{type(error).__name__} {error}"
    for pattern, found, remedy in _AT_THE_DOOR:
        if re.search(pattern, said, re.IGNORECASE):
            return ADDRESS.failed(found, remedy)
    return ADDRESS.failed(f"redis does not answer ({type(error).__name__})", _THERE)


def _server(facts: Facts) -> Finding:
    valkey = facts.text("valkey_version")
    version = facts.text("redis_version")
    name = f"Valkey {valkey}" if valkey else f"Redis {version}"
    number = _version(version)
    if facts.number("cluster_enabled"):
        return SERVER.failed(f"{name} is a node of a cluster", "Use one without cluster mode, or Sentinel.")
    if facts.text("role") in ("slave", "replica"):
        return SERVER.failed(
            f"{name} is a replica, which takes no writes", "Give the primary's address, or Sentinel's."
        )
    if number is None:
        return SERVER.unknown("it does not say which version it is")
    if number < _OLDEST:
        return SERVER.failed(f"{name} is too old", "Use Redis 7.2 or newer, or Valkey.")
    return SERVER.ok(name)


def _version(text: str) -> tuple[int, int] | None:
    found = re.match(r"(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else None


def _writes(facts: Facts) -> Finding:
    """Say whether it takes what the bot does all the time: a key with an end, and a script."""
    remedies = {
        "READONLY": ("it is a replica", "Give the primary's address, or Sentinel's."),
        "NOREPLICAS": ("too few replicas are connected", "Start the replicas, or lower min-replicas-to-write."),
        "MISCONF": ("it cannot save to its disk", "Look at its log: its disk may be full, or not be its own."),
        "OOM": ("its memory is full", "Give it more: maxmemory."),
        "NOPERM": ("its user may not do all that the bot does", "Give the user ~* &* +@all, or a server of its own."),
    }
    if not facts.refused:
        return WRITES.ok("it takes keys and scripts")
    said, remedy = remedies.get(facts.refused, ("it refuses them", "Look at its log."))
    return WRITES.failed(f"{said} ({facts.refused})", remedy)


def _persistence(facts: Facts) -> Finding:
    if not facts.info:
        return PERSISTENCE.unknown("INFO is not for us, so how it keeps its data cannot be seen", "Allow INFO.")
    if not facts.number("aof_enabled"):
        risk = "it keeps no append-only file, so that a crash forgets what was asked for and decided lately"
        return PERSISTENCE.warning(risk, _APPEND)
    if facts.appendfsync == "no":
        risk = "it leaves to the system when its append-only file is written to the disk"
        return PERSISTENCE.warning(risk, "CONFIG SET appendfsync everysec, and in the server's file.")
    if facts.appendfsync == "always":
        return PERSISTENCE.ok("an append-only file, and whatever it answered is in it")
    if not facts.confirms:
        risk = "it keeps an append-only file and cannot confirm that a write is in it: a crash may forget a second"
        remedy = "Use Redis 7.2 or newer, or Valkey; or CONFIG SET appendfsync always, and in the server's file."
        return PERSISTENCE.warning(risk, remedy)
    return PERSISTENCE.ok("an append-only file, and it confirms what is in it")


def _saving(facts: Facts) -> Iterator[Finding]:
    for name in ("aof_last_write_status", "aof_last_bgrewrite_status", "rdb_last_bgsave_status"):
        if facts.text(name) not in ("", "ok"):
            remedy = "Look at its log: its disk may be full, or its folder not be its own."
            yield PERSISTENCE.failed(f"the last time it wrote to its disk failed ({name})", remedy)


def _eviction(facts: Facts) -> Finding:
    policy, limit = facts.text("maxmemory_policy"), facts.number("maxmemory")
    if not policy:
        return EVICTION.unknown("it does not say what it throws away when its memory is full")
    if policy == "noeviction":
        return EVICTION.ok("it throws nothing away")
    if not limit:
        said = f"maxmemory-policy is {policy}; without maxmemory nothing is thrown away yet"
        return EVICTION.warning(said, _NO_EVICTION)
    if policy.startswith("allkeys"):
        said = f"maxmemory-policy is {policy}: when its memory is full it throws requests and the audit trail away"
        return EVICTION.failed(said, _NO_EVICTION)
    said = f"maxmemory-policy is {policy}: when its memory is full it throws away what people are about to confirm"
    return EVICTION.failed(said, _NO_EVICTION)


def _memory(facts: Facts) -> Iterator[Finding]:
    used, limit = facts.number("used_memory"), facts.number("maxmemory")
    if limit and used > limit * _FULL:
        said = f"{used * 100 // limit} % of maxmemory is used; when it is full, nothing can be asked for"
        yield MEMORY.warning(said, "Give it more: maxmemory. The audit trail is what grows.")


def _clients(facts: Facts) -> Iterator[Finding]:
    connected, most = facts.number("connected_clients"), facts.number("maxclients")
    if most and connected > most * _FULL:
        said = f"{connected} of {most} connections are taken"
        yield CLIENTS.warning(said, "Raise maxclients, or see who else uses this redis.")


def _latency(facts: Facts) -> Finding:
    said = f"{facts.ping_ms:.1f} ms a round trip"
    near = "Have redis in the same region and network as the bot."
    if facts.ping_ms > _TOO_SLOW_MS:
        return LATENCY.failed(f"{said}: Slack would have its answers too late", near)
    if facts.ping_ms > _SLOW_MS:
        return LATENCY.warning(f"{said}, and an answer to Slack takes several", near)
    return LATENCY.ok(said)
