"""What people and workflows do about a step: a workflow asks, the person goes on or says no.

A workflow's inputs are chosen by whoever built it, so that they give nobody a right: what somebody goes on with is
checked like everything that they begin themselves.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.errors import NotAllowed, NotOffered
from bot.model import Directory, Person, StepRun, StepState
from bot.store.directory import DirectoryStore
from bot.store.records import new_id
from bot.store.steps import Look, Steps
from bot.talk.policy import Policy
from bot.talk.schedule import NOW, Schedule

# What a submission makes stands within moments; then the one who made it asks for the step at once.
_MADE_WITHIN = timedelta(seconds=15)

_OVER = {
    StepState.DONE: "That was done already, and the workflow knows. To do more, begin with “/talk help”.",
    StepState.REFUSED: "You said no to that already, and the workflow was told. To do it all the same, begin anew.",
    StepState.EXPIRED: "That was over after a day, and the workflow was told. To do it all the same, begin anew.",
    StepState.FAILED: "That could not go on, and the workflow was told. To do it all the same, begin anew.",
}
_OLD = "I no longer have what that workflow asked for. Nothing was done."


class StepService:
    """Takes what workflows ask, and the answers of those who are asked. Everything may raise StoreUnavailable."""

    def __init__(self, *, steps: Steps, directory: DirectoryStore, policy: Policy, schedule: Schedule) -> None:
        self._steps = steps
        self._directory = directory
        self._policy = policy
        self._schedule = schedule

    async def ask(self, run: StepRun) -> None:
        """Record what a workflow asks, once for each execution, however often Slack says so."""
        if run.state is StepState.WAITING:
            directory = await self._directory.find(run.person.id)
            # Who cannot be judged for now is judged when they go on.
            if directory is not None and (problem := self._no_right(run, directory)):
                run = replace(run, state=StepState.FAILED, problem=problem)
        if (saved := await self._steps.save(run, due_in=NOW)) is not None:
            await self._schedule("step", saved)

    async def look(self, person: Person, execution_id: str) -> StepRun:
        """Return what somebody was asked, for them to go on with.

        Raises NotAllowed where it is another's to answer, or they have no right to do it, whereupon the workflow is
        told; NotOffered where it was answered before, or is over.
        """
        look = await self._steps.look(execution_id, person.id)
        run = _theirs(look, person)
        try:
            self._check(run, look.directory)
        except NotAllowed:
            if look.directory is not None and (problem := self._no_right(run, look.directory)):
                await self._move(replace(run, state=StepState.FAILED, problem=problem))
            raise
        return run

    async def refuse(self, person: Person, execution_id: str) -> None:
        """Record that the person says no. Raises NotAllowed, NotOffered."""
        run = _theirs(await self._steps.look(execution_id, person.id), person)
        problem = "The person whom this step asks said no, so nothing was done."
        if await self._move(replace(run, state=StepState.REFUSED, problem=problem)) is None:
            # Somebody, or something, was first: which of them is said as to any later click.
            _theirs(await self._steps.look(execution_id, person.id), person)

    async def begins(self, person: Person, execution_id: str, record_id: str = "") -> StepRun | None:
        """Write down which timer or request a submission is about to make, just before it does; return the run.

        record_id: its id, by default a new one, as `becomes` of what is returned. So that a process killed between the
        two leaves nothing untold: what was made is found under that id. None where the workflow knows of one already:
        this is the same click once more, or something that the person does of their own. Raises NotAllowed, NotOffered.
        """
        look = await self._steps.look(execution_id, person.id)
        if look.run is not None and look.run.person == person:
            if look.run.state is StepState.DONE:
                return None
            if look.run.state is StepState.WAITING and record_id and look.run.becomes == record_id:
                return look.run
        run = _theirs(look, person)
        begun = await self._steps.save(replace(run, becomes=record_id or new_id()), due_in=_MADE_WITHIN)
        if begun is None:
            raise NotOffered("That is being done already; its card says more in a moment.")
        return begun

    async def made(self, run: StepRun, record_id: str) -> None:
        """Have the workflow told what was made: run as `begins` returned it, record_id: what it became in the end.

        Never raises: what is made stands, and a sweep finds what could not be asked for here.
        """
        if record_id != run.becomes:
            # The same was asked for before, so that this one counts.
            run = await self._steps.save(replace(run, becomes=record_id), due_in=NOW) or run
        await self._schedule("step", run)

    async def _move(self, run: StepRun) -> StepRun | None:
        moved = await self._steps.save(run, due_in=NOW)
        if moved is not None:
            await self._schedule("step", moved)
        return moved

    def _check(self, run: StepRun, directory: Directory | None) -> None:
        """Return if whoever is asked may do what a step asks. Raises NotAllowed."""
        if run.kind == "request_number":
            self._policy.check_may_request(run.person, directory)
        else:
            self._policy.check_may_operate(run.person, directory)

    def _no_right(self, run: StepRun, directory: Directory) -> str | None:
        """Return for whoever runs a workflow why the person may not do it, None where they may."""
        try:
            self._policy.check_may_read(run.person, directory)
        except NotAllowed:
            return (
                "The person whom this step asks is no active, full member of this workspace that talkbot knows, so "
                "nobody was asked. Change the step's Person."
            )
        try:
            self._check(run, directory)
        except NotAllowed:
            if run.kind == "request_number":
                may, setting = "ask for phone numbers", "TALK_REQUESTERS"
            else:
                may, setting = "switch voicemail", "TALK_OPERATORS"
            return (
                f"The person whom this step asks may not {may} with talkbot, so nothing was done. Change the step's "
                f"Person, or have whoever runs talkbot look at {setting}."
            )
        return None


def _theirs(look: Look, person: Person) -> StepRun:
    """Return a run that waits for this person. Raises NotAllowed, NotOffered."""
    run = look.run
    if run is None:
        raise NotOffered(_OLD)
    if run.person != person:
        raise NotAllowed(f"Only <@{run.person.id}>, whom the workflow asked, can answer this.")
    if run.state is not StepState.WAITING:
        raise NotOffered(_OVER[run.state])
    if look.now_ms >= run.expires_ms:
        raise NotOffered(_OVER[StepState.EXPIRED])
    return run
