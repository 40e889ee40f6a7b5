"""What a workflow asks for, read from the event: pure. Nonsense becomes a run that has failed, with the words for it.

https://docs.slack.dev/reference/events/function_executed. The event names nobody who ran the workflow, and it brings a
token (`bot_access_token`), which is a secret and is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from bot.cards.markup import one_line
from bot.cards.request_words import LONGEST_REASON
from bot.errors import NotUnderstood
from bot.model import Person, SearchTerms, StepKind, StepRun, StepState
from bot.slack.search_grammar import parse_terms
from bot.slack.words import words
from bot.talk.moments import not_understood, reads_as_end
from bot.talk.switching import Asked

INPUTS_OF: Mapping[StepKind, tuple[str, ...]] = {
    "request_number": ("search", "reason"),
    "switch_voicemail": ("voicemail", "lines", "hours", "until", "reason"),
}
"""What each step is given besides the person."""

_EXECUTION = re.compile(r"[A-Za-z0-9]{2,64}", re.ASCII)
_PERSON = re.compile(r"[UW][A-Z0-9]{2,30}", re.ASCII)
_HOURS = {
    "": (True, True),
    "both": (True, True),
    "inside": (True, False),
    "outside": (False, True),
}
_SWITCHED = {"on": True, "off": False}


def asked(body: dict[str, Any]) -> StepRun | None:
    """Return what a function_executed event asks, None for one that no workflow of ours can have caused.

    A run that asks for nonsense is returned as failed.
    """
    event = body["event"]
    execution, kind = str(event.get("function_execution_id", "")), _kind(event)
    if not _EXECUTION.fullmatch(execution) or kind is None:
        return None
    given = event.get("inputs")
    inputs = {name: one_line(str(value)) for name, value in (given if isinstance(given, dict) else {}).items()}
    run = StepRun(id=execution, kind=kind, person=Person(str(body.get("team_id", "")), inputs.pop("person", "")))
    try:
        _check_length(inputs)
        _READERS[kind](inputs)
    except NotUnderstood as error:
        return _failed(run, words(error))
    if not _PERSON.fullmatch(run.person.id):
        return _failed(run, "The step names nobody to ask. Choose a person in the step's Person.")
    run_asked = {name: inputs[name] for name in INPUTS_OF[kind] if inputs.get(name)}
    return StepRun(id=run.id, kind=kind, person=run.person, asked=run_asked)


def step_of(value: object) -> str:
    """Return the run that a button or a view of ours names, "" for what none of them can have carried."""
    return value if isinstance(value, str) and _EXECUTION.fullmatch(value) else ""


def terms_of(inputs: Mapping[str, str]) -> SearchTerms:
    """Return what a step wants to be searched for. Raises NotUnderstood."""
    terms = parse_terms(inputs.get("search", ""))
    if terms is None:
        raise NotUnderstood("The step does not say what to search for. Its Search takes words such as “US 510”.")
    return terms


def voicemail_of(inputs: Mapping[str, str]) -> Asked:
    """Return what a step wants to be switched, as if it had been typed. Raises NotUnderstood."""
    on = _SWITCHED.get(inputs.get("voicemail", "").casefold())
    if on is None:
        raise NotUnderstood("The step does not say what to switch. Its Voicemail takes “on” or “off”.")
    if not inputs.get("lines"):
        raise NotUnderstood(
            "The step does not say which lines. Its Lines takes numbers, nicknames, “@” and a group's name, or “all”."
        )
    hours = _HOURS.get(inputs.get("hours", "").casefold())
    if hours is None:
        raise NotUnderstood("The step's Business hours takes “inside”, “outside” or “both”.")
    inside, outside = hours
    ends = inputs.get("until", "")
    if ends and not reads_as_end(ends):
        raise NotUnderstood(f"The step's Until makes no sense. {not_understood(ends).problem}")
    return Asked(
        on=on, lines=inputs["lines"], inside=inside, outside=outside, ends=ends, reason=inputs.get("reason", "")
    )


_READERS: dict[StepKind, Callable[[Mapping[str, str]], object]] = {
    "request_number": terms_of,
    "switch_voicemail": voicemail_of,
}


def _kind(event: Mapping[str, Any]) -> StepKind | None:
    function = event.get("function")
    callback_id = function.get("callback_id") if isinstance(function, dict) else None
    return cast("StepKind", callback_id) if callback_id in get_args(StepKind) else None


def _failed(run: StepRun, problem: str) -> StepRun:
    return StepRun(id=run.id, kind=run.kind, person=run.person, state=StepState.FAILED, problem=problem)


def _check_length(inputs: Mapping[str, str]) -> None:
    """Return if every input can be shown. Raises NotUnderstood."""
    for name, value in inputs.items():
        if len(value) > LONGEST_REASON:
            raise NotUnderstood(f"The step's {name.capitalize()} is longer than {LONGEST_REASON} characters.")
