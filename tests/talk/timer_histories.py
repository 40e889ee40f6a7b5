"""Histories of timers on lines they share, played by the bot and by the model at once; after each step both agree."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.errors import BotError, NotAllowed, TimerMovedOn
from bot.model import Change, ChangeState, Line, LineChange, LineStatus, TimedLine, Timer, TimerState
from bot.sandbox.talk_api.simulation import Simulation
from bot.store.durations import milliseconds
from bot.talk.timers import Plan
from tests.talk.changed import carried_out, is_due
from tests.talk.conftest import ANA, Talk
from tests.talk.timer_dice import KEYS, Step, chosen_values, one_value
from tests.talk.timer_model import Asked, Model, Place, Row, Spell

_LASTS = timedelta(hours=2)


@dataclass
class History:
    """One account from its beginning. lines: its lines; first: what they had then; met: what the history came to."""

    talk: Talk
    simulation: Simulation
    lines: list[Line]
    model: Model = field(init=False)
    first: dict[Place, Any] = field(init=False)
    met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Have the model begin where the account does."""
        self.first = {(line.id, key): self._there(line.id, key) for line in self.lines for key in KEYS}
        self.model = Model({(line.id, key): self._there(line.id, key) for line in self.lines for key in KEYS})

    async def play(self, steps: list[Step]) -> None:
        """Take every step, then let everything end."""
        for name, *told in steps:
            await getattr(self, name)(*told)
            await self.agrees(name, *told)
        await self.ends()

    async def begin(
        self, lines: set[int], values: dict[str, int], ends: bool, hands_back: dict[str, int] | None, settled: bool
    ) -> None:
        """Have somebody begin a timer on what they see; hands_back: what the lines are to have at its end.

        settled: and have it carried out before anything else happens.
        """
        wanted = chosen_values(values)
        back = {key: value for key, value in chosen_values(hands_back or {}).items() if key in wanted}
        chosen = [self.lines[index] for index in sorted(lines)]
        until_ms = await self.talk.timed.now_ms() + milliseconds(_LASTS) if ends else None
        plan = Plan(
            lines=[LineChange(line, wanted, seen=self._seen(line.id, wanted)) for line in chosen],
            until_ms=until_ms,
            kind="voicemail" if hands_back is None else "shift",
            back={line.id: back for line in chosen} if back else {},
        )
        timer = await self.talk.timers.begin(ANA, plan)
        since = self.model.now()
        rows = {line.id: Row(deepcopy(wanted), self._seen(line.id, wanted)) for line in chosen}
        handed = {(line.id, key): value for line in chosen for key, value in back.items()}
        asked = Asked(timer.id, since, rows)
        spell = Spell(timer.id, since, ends, [asked], is_shift=hands_back is not None, hands_back=handed)
        self.model.spells.append(spell)
        if settled:
            await self._settle(spell)

    async def carry_out(self, which: int) -> None:
        """Do what is left of some change, whichever is first by now."""
        due = [found async for found in self._changes() if is_due(found[0])]
        if due:
            change, asked, spell = due[which % len(due)]
            await carried_out(self.talk, change)
            self.model.carry_out(asked, spell)

    async def advance(self, which: int) -> None:
        """Take some timer forward."""
        if spell := self._spell(which):
            await self._advance(spell)

    async def _settle(self, spell: Spell) -> None:
        """Take a timer as far as it goes."""
        await self._advance(spell)
        async for change, asked, of in self._changes():
            if of is spell and is_due(change):
                await carried_out(self.talk, change)
                self.model.carry_out(asked, spell)
        await self._advance(spell)

    async def _advance(self, spell: Spell) -> None:
        await self.talk.timing.advance(spell.id)
        self.model.advance(spell)

    async def time_is_over(self, which: int, settled: bool) -> None:
        """Let the end of some timer come."""
        spell = self._spell(which)
        if spell and spell.ends and spell.state is TimerState.ACTIVE:
            timer = await self._timer(spell)
            await self._write(replace(timer, until_ms=await self.talk.timed.now_ms() - 1))
            spell.over = True
            if settled:
                await self._settle(spell)

    async def extend(self, which: int) -> None:
        """Put the end of some timer off, which counts once though it is clicked twice."""
        if spell := self._spell(which):
            timer = await self._timer(spell)
            before = timer.until_ms
            if await self._click(self.talk.timers.extend, spell, spell.state is TimerState.ACTIVE and spell.ends):
                spell.over = False
                assert (await self._timer(spell)).until_ms == (before or 0) + 3_600_000

    async def no_end(self, which: int) -> None:
        """Take the end of some timer away."""
        if spell := self._spell(which):
            may = spell.state is TimerState.ACTIVE and spell.ends
            if await self._click(self.talk.timers.no_end, spell, may):
                spell.ends = spell.over = False

    async def turn_back(self, which: int, settled: bool) -> None:
        """Have somebody turn a timer back now."""
        if spell := self._spell(which):
            may = spell.state in {TimerState.ACTIVE, TimerState.KEPT, TimerState.FAILED}
            if await self._click(self.talk.timers.turn_back, spell, may):
                self.model.turn_back(spell)
                if settled:
                    await self._settle(spell)

    async def by_hand(self, which: int, place: tuple[int, str], value: int) -> None:
        """Set a value in Zendesk, past the bot."""
        line, key = self._place(which, place)
        self.model.values[line, key] = one_value(key, value)
        self.simulation.account.numbers[line].settings[key.partition(".")[2]] = one_value(key, value)

    async def edit(self, which: int, place: tuple[int, str], value: int) -> None:
        """Have somebody change one value for good, with the bot."""
        line_id, key = self._place(which, place)
        line = next(one for one in self.lines if one.id == line_id)
        wanted = {key: one_value(key, value)}
        change = await self.talk.changes.ask(ANA, [LineChange(line, wanted, seen=self._seen(line.id, wanted))])
        await carried_out(self.talk, change)
        if self.model.values[line.id, key] != wanted[key] and self.model.is_taken(line.id):
            self.model.values[line.id, key] = wanted[key]

    async def leave(self, which: int) -> None:
        """Leave what somebody else set where a change found it."""
        if found := await self._decidable(which, LineStatus.CONFLICT):
            change, asked, _ = found
            await self.talk.changes.leave(ANA, change.id, change.stage)
            await self._counts_once(self.talk.changes.leave, change)
            _become(asked, LineStatus.LEFT, LineStatus.CONFLICT)

    async def anyway(self, which: int) -> None:
        """Overwrite what somebody else set where a change found it."""
        if found := await self._decidable(which, LineStatus.CONFLICT):
            change, asked, spell = found
            if await self._is_let(self.talk.changes.anyway, change, spell):
                for row in asked.rows.values():
                    row.anyway = row.anyway or row.status is LineStatus.CONFLICT
                _become(asked, LineStatus.WAITING, LineStatus.CONFLICT)

    async def retry(self, which: int) -> None:
        """Try again what was refused or stopped."""
        if found := await self._decidable(which, LineStatus.REFUSED, LineStatus.STOPPED):
            change, asked, spell = found
            if await self._is_let(self.talk.changes.retry, change, spell):
                _become(asked, LineStatus.WAITING, LineStatus.REFUSED, LineStatus.STOPPED)

    async def fault(self, line: int, name: str) -> None:
        """Have Zendesk treat the next change of a line so."""
        line_id = self.lines[line].id
        await self.talk.fault(name, method="PUT", path=f"/phone_numbers/{line_id}")
        self.model.faults.setdefault(line_id, []).append(name)

    async def drifts(self, which: int) -> None:
        """Have the watch look at the lines of some timer."""
        spell = self._spell(which)
        if spell is None or spell.state is not TimerState.ACTIVE:
            return
        own = self.model.own(spell)
        spell.drift = {place: self.model.values[place] for place in own if own[place].put != self.model.values[place]}
        timer = await self._timer(spell)
        await self._write(replace(timer, lines=tuple(_drifted(each, spell.drift) for each in timer.lines)))

    async def keep_theirs(self, which: int) -> None:
        """Let somebody else's values be, also at the end."""
        if spell := self._spell(which):
            may = spell.state is TimerState.ACTIVE and bool(spell.drift)
            if await self._click(self.talk.timers.keep_theirs, spell, may):
                self.model.keep_theirs(spell)

    async def set_again(self, which: int) -> None:
        """Set once more what somebody else set otherwise."""
        if spell := self._spell(which):
            own = self.model.own(spell)
            may = spell.state is TimerState.ACTIVE and any(place in own for place in spell.drift)
            if await self._click(self.talk.timers.set_again, spell, may):
                self.model.set_again(spell)

    async def set_lines(self, which: int, lines: set[int], values: dict[str, int]) -> None:
        """Set something else on lines of a running timer, as where a shift is handed over."""
        spell = self._spell(which)
        if spell is None or spell.state is not TimerState.ACTIVE:
            return
        timer, wanted = await self._timer(spell), chosen_values(values)
        chosen = [each.line for each in timer.lines if self.lines.index(each.line) in lines]
        rows = [LineChange(line, wanted, seen=self._seen(line.id, wanted)) for line in chosen]
        if rows:
            await self.talk.timers.set_lines(ANA, timer, rows, happened="handed over")
            asked = {line.id: Row(deepcopy(wanted), self._seen(line.id, wanted)) for line in chosen}
            spell.asks.append(Asked(spell.id, self.model.now(), asked))

    async def ends(self) -> None:
        """Let every timer end, with every question answered for what is there."""
        for index, _ in enumerate(self.model.spells):
            await self.turn_back(index, settled=False)
        for _ in range(6):
            for spell in self.model.spells:
                await self._settle(spell)
            await self.agrees("the end")
            async for change, asked, _ in self._changes():
                if not change.reverts:
                    continue
                if asked.has(LineStatus.CONFLICT):
                    await self.talk.changes.leave(ANA, change.id, change.stage)
                    _become(asked, LineStatus.LEFT, LineStatus.CONFLICT)
                elif asked.has(LineStatus.REFUSED):
                    await self.talk.changes.retry(ANA, change.id, change.stage)
                    _become(asked, LineStatus.WAITING, LineStatus.REFUSED)
        assert {spell.state for spell in self.model.spells} <= {TimerState.REVERTED}
        assert await self.talk.timed.holds() == {}, "a hold outlives its timer"
        assert await self.talk.timed.running() == []

    async def agrees(self, *step: object) -> None:
        """Check that the account, the holds and every record are as the model says."""
        there = {(line.id, key): self._there(line.id, key) for line in self.lines for key in KEYS}
        assert there == self.model.values, step
        holds = await self.talk.timed.holds()
        found = {
            (line, key): (hold.timer, hold.base, hold.put) for line, own in holds.items() for key, hold in own.items()
        }
        assert found == {place: (own.timer, own.base, own.put) for place, own in self.model.owned.items()}, step
        for spell in self.model.spells:
            assert (await self._timer(spell)).state is spell.state, step
            self._note(spell)
        async for change, asked, _ in self._changes():
            statuses = {line.line.id: line.status for line in change.lines}
            assert statuses == {line: row.status for line, row in asked.rows.items()}, (step, statuses, asked)

    def _note(self, spell: Spell) -> None:
        """Keep what this history is about, so that it can be seen that histories are about something."""
        self.met.add(f"timer {spell.state.value}")
        for asked in (*spell.asks, *([spell.back] if spell.back else [])):
            for row in asked.rows.values():
                what = "put back" if asked.reverts else "set"
                self.met.add(f"{what}: {row.status.value}{', anyway' if row.anyway else ''}")
        if any(owned.base != self.first[place] for place, owned in self.model.own(spell).items()):
            self.met.add("goes back to a value in between")
        if len({owned.timer for owned in self.model.owned.values()}) > 1:
            self.met.add("several timers at once")

    async def _changes(self) -> Any:
        """Yield every change there is of a timer, with what the model says of it."""
        for spell in self.model.spells:
            timer = await self._timer(spell)
            pairs = [*zip(timer.changes, spell.asks, strict=True), (timer.back, spell.back)]
            for change_id, asked in pairs:
                change = await self.talk.changed.find(change_id) if change_id else None
                if change is not None and asked is not None:
                    yield change, asked, spell

    async def _decidable(self, which: int, *statuses: LineStatus) -> tuple[Change, Asked, Spell] | None:
        ended = {ChangeState.DONE, ChangeState.STOPPED}
        found = [
            each async for each in self._changes() if each[0].state in ended and each[1].has(*statuses) and each[1].rows
        ]
        return found[which % len(found)] if found else None

    async def _is_let(self, decide: Any, change: Change, spell: Spell) -> bool:
        """Decide on a change, where that is not too late."""
        if change.reverts or spell.state in {TimerState.ACTIVE, TimerState.KEPT}:
            await decide(ANA, change.id, change.stage)
            await self._counts_once(decide, change)
            return True
        try:
            await decide(ANA, change.id, change.stage)
        except NotAllowed:
            return False
        raise AssertionError("something is set though the time is over")

    async def _counts_once(self, decide: Any, change: Change) -> None:
        try:
            await decide(ANA, change.id, change.stage)
        except BotError:
            return
        raise AssertionError("the same click counted twice")

    async def _click(self, decide: Any, spell: Spell, may: bool) -> bool:
        """Decide on a timer; return whether it counted, once."""
        timer = await self._timer(spell)
        try:
            await decide(ANA, timer.id, timer.stage)
        except BotError:
            assert not may, f"{decide.__name__} is refused"
            return False
        assert may, f"{decide.__name__} counts"
        try:
            await decide(ANA, timer.id, timer.stage)
        except TimerMovedOn:
            return True
        raise AssertionError("the same click counted twice")

    async def _timer(self, spell: Spell) -> Timer:
        timer = await self.talk.timed.find(spell.id)
        assert timer is not None
        return timer

    async def _write(self, timer: Timer) -> None:
        assert await self.talk.timed.save(timer, None) is not None

    def _spell(self, which: int) -> Spell | None:
        spells = self.model.spells
        return spells[which % len(spells)] if spells else None

    def _place(self, which: int, place: tuple[int, str]) -> Place:
        """Return a value that is some timer's, where there are any, and now and then any value."""
        owned = sorted(self.model.owned)
        return owned[which % len(owned)] if owned and which else (self.lines[place[0]].id, place[1])

    def _there(self, line: int, key: str) -> Any:
        return deepcopy(self.simulation.account.numbers[line].settings[key.partition(".")[2]])

    def _seen(self, line: int, wanted: dict[str, Any]) -> dict[str, Any]:
        return {key: self._there(line, key) for key in wanted}


def _become(asked: Asked, becomes: LineStatus, *were: LineStatus) -> None:
    for row in asked.rows.values():
        row.status = becomes if row.status in were else row.status


def _drifted(each: TimedLine, drift: dict[Place, Any]) -> TimedLine:
    return replace(each, drift={key: value for (line, key), value in drift.items() if line == each.line.id})
