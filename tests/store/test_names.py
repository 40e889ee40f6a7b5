"""Names as last read: each kind as old as it may be, whatever was refused, and gone by themselves."""

from __future__ import annotations

from bot.store.connection import Store
from bot.store.names import KEPT, NameCache, Named, Names

GROUPS = (Named(360001381413, "Support"), Named(2, "<!channel> *Old* &", offered=False))
GREETINGS = (Named("voicemail_en", "English", category=1), Named(21973014482068, "Welcome", category=1))


async def test_names_come_back_as_they_were(store: Store) -> None:
    """Text and numbers for ids are not mixed up, and a refusal is not an empty list."""
    cache = NameCache(store)
    known, now_ms = await cache.find()
    assert known == {}
    kept = {"groups": Names(GROUPS, now_ms), "greetings": Names(GREETINGS, now_ms), "schedules": Names(None, now_ms)}
    await cache.keep({"groups": kept["groups"], "greetings": kept["greetings"], "schedules": kept["schedules"]})
    assert (await cache.find())[0] == kept
    await cache.forget()
    assert (await cache.find())[0] == {}


async def test_each_kind_is_as_old_as_its_own_reading(store: Store) -> None:
    """One that was read later does not make the others younger."""
    cache = NameCache(store)
    _, now_ms = await cache.find()
    oldest_ms = now_ms - int(KEPT.total_seconds() * 1000)
    await cache.keep({"groups": Names(GROUPS, now_ms), "brands": Names((), oldest_ms - 1)})
    assert set((await cache.find())[0]) == {"groups"}
