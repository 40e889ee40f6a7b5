"""From what is typed to a timer: which lines and until when, what that would do, and what is then written down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated, ZendeskError
from bot.model import Member, Timer, TimerState
from bot.store.durations import milliseconds
from bot.store.lines import LineCache
from bot.store.switch_drafts import SwitchDraft, SwitchDrafts
from bot.talk.lines import Lines
from bot.talk.meant_lines import Picked
from bot.talk.reading import Reading, Readings
from bot.talk.switch_preview import Standing, preview_of
from bot.talk.switching import Asked, Entry, SwitchService, Understood
from tests.talk.changed import by_hand, puts
from tests.talk.conftest import ANA, BEN, DAN, Talk
from tests.talk.stepping import step_service
from tests.talk.timed import taken_forward

INSIDE, OUTSIDE = "settings.voicemail", "settings.voicemail_outside_business_hours"
ENTRY: dict[str, Any] = {
    "on": False,
    "inside": True,
    "outside": True,
    "picked": Picked(every=True),
    "until": "2h",
    "when": "",
    "reason": "Night shift",
}


@pytest.fixture
def switching(talk: Talk) -> SwitchService:
    """What switches voicemail, on the same account and redis as everything else."""
    return service(talk)


def service(talk: Talk, *, most: int = 150) -> SwitchService:
    """Return it with another bound of calls for one reading."""
    return SwitchService(
        lines=Lines(talk.zendesk, LineCache(talk.store)),
        readings=Readings(talk.zendesk, most=most),
        drafts=SwitchDrafts(talk.store),
        timers=talk.timers,
        held=talk.timed,
        directory=talk.directory,
        steps=step_service(talk.store),
        zone=ZoneInfo("Europe/Berlin"),
    )


async def understood(switching: SwitchService, lines: str, **asked: Any) -> Understood:
    """Have Ana say which lines she means."""
    given: dict[str, Any] = {"on": False, "lines": lines, **asked}
    return await switching.understand(await switching.begin(ANA, Asked(**given)))


async def looked_ahead(switching: SwitchService, lines: str, *, person: Any = ANA, **asked: Any) -> SwitchDraft:
    """Have somebody come as far as the preview."""
    given: dict[str, Any] = {"on": False, "lines": lines, **asked}
    found = await switching.understand(await switching.begin(person, Asked(**given)))
    assert found.is_complete, found.problems
    draft = await switching.chosen(found.draft)
    return await switching.keep(await switching.read(draft, Reading(len(draft.lines))))


async def switched(switching: SwitchService, lines: str, *, person: Any = ANA, **asked: Any) -> Timer:
    """Have somebody switch lines."""
    draft = await looked_ahead(switching, lines, person=person, **asked)
    return await switching.switch(person, draft.id, "V0", draft.timer_id)


def names(draft: SwitchDraft, *standings: Standing) -> list[str | None]:
    """Return the lines of a draft that have one of these before them."""
    return [each.line.nickname for each in preview_of(draft).outlooks if each.standing in standings]


async def test_what_is_said_in_full_needs_no_form(switching: SwitchService) -> None:
    """Lines, until when and why, in one sentence."""
    found = await understood(switching, "@EMEA", ends="until 18:00", reason="Lunch")
    assert found.is_complete
    assert found.draft.until_ms is not None
    assert len(found.draft.groups) == 1


async def test_what_is_not_understood_is_asked_about_and_the_rest_is_kept(switching: SwitchService) -> None:
    """On or off, the hours, the end and the reason too."""
    found = await understood(switching, "Support DE, Marketing", outside=False, ends="2h", reason="Lunch")
    draft = found.draft
    assert not found.is_complete
    assert "Marketing" in found.problems[0]
    assert (draft.on, draft.inside, draft.outside, draft.reason, len(draft.ids)) == (False, True, False, "Lunch", 1)
    assert draft.when == "2h"


async def test_an_end_that_makes_no_sense_is_asked_about_as_it_was_typed(switching: SwitchService) -> None:
    """It is the only thing to correct then."""
    found = await understood(switching, "Support DE", ends="for 400 days")
    assert len(found.problems) == 1
    assert (found.draft.when, found.draft.until, len(found.draft.ids)) == ("for 400 days", "other", 1)


async def test_nothing_said_chooses_nothing_but_a_usual_time(switching: SwitchService) -> None:
    """Least of all that it has no end: what is forgotten goes back by itself."""
    draft = (await switching.understand(await switching.begin(ANA, Asked()))).draft
    assert (draft.on, draft.until, draft.ids, draft.every) == (None, "2h", (), False)


async def test_a_number_bought_a_moment_ago_is_found(switching: SwitchService, talk: Talk) -> None:
    """The list may be a minute old; whatever is not in it is looked for in one read anew."""
    await understood(switching, "Support DE")
    found = await understood(switching, "Support DE")
    line = found.draft.ids[0]
    await by_hand(talk, line, nickname="Support Bavaria")
    found = await understood(switching, "Support Bavaria")
    assert found.problems == ()
    assert found.draft.ids == (line,)


async def test_a_line_that_takes_no_calls_is_refused_alone_and_left_out_among_others(switching: SwitchService) -> None:
    """An external number is only there to call from."""
    alone = await understood(switching, "Head office desk")
    assert "takes no calls" in alone.problems[0]
    draft = await looked_ahead(switching, "Head office desk and Support DE")
    assert names(draft, Standing.CHANGES) == ["Support DE"]
    assert names(draft, Standing.LEFT_OUT) == ["Head office desk"]


async def test_the_zone_is_the_persons_own(switching: SwitchService, talk: Talk) -> None:
    """And the one of the settings where Slack names none."""
    assert (await understood(switching, "")).draft.zone == "Europe/Berlin"
    await talk.knows({ANA.id: Member(active=True, guest=False, zone="America/New_York")})
    assert (await understood(switching, "")).draft.zone == "America/New_York"


@pytest.mark.parametrize(
    ("wrong", "block", "said"),
    [
        ({"picked": Picked()}, "lines", "Pick the lines"),
        ({"on": None}, "on", "on or off"),
        ({"inside": False, "outside": False}, "hours", "both"),
        ({"until": ""}, "until", "Choose how long"),
        ({"until": "other"}, "when", "Type when it ends"),
        ({"until": "2h", "when": "yesterday"}, "when", "is over"),
        ({"until": "other", "when": "yesterday"}, "when", ""),
        ({"until": "other", "when": "<!channel>"}, "when", ""),
    ],
)
async def test_what_is_wrong_in_the_form_stands_at_its_field(
    switching: SwitchService, wrong: dict[str, Any], block: str, said: str
) -> None:
    """And what was entered is kept all the same."""
    draft = (await understood(switching, "")).draft
    answers = await switching.enter(draft, Entry(**{**ENTRY, **wrong}))
    assert list(answers.problems) == [block]
    assert said in answers.problems[block]
    assert "<" not in answers.problems[block]
    assert (await switching.find(ANA, draft.id)).reason == "Night shift"


@pytest.mark.parametrize("until", ["", "2h", "open", "other"])
async def test_an_end_that_is_typed_counts_instead_of_the_choice_above(
    switching: SwitchService, talk: Talk, until: str
) -> None:
    """Nobody types what they do not mean; and it is one click less."""
    draft = (await understood(switching, "")).draft
    answers = await switching.enter(draft, Entry(**{**ENTRY, "until": until, "when": "90 min"}))
    assert (answers.problems, answers.draft.until) == ({}, "other")
    assert answers.draft.until_ms is not None
    left = answers.draft.until_ms - await talk.timed.now_ms()
    assert abs(left - milliseconds(timedelta(minutes=90))) < 60_000


async def test_what_is_switched_is_what_was_seen(switching: SwitchService, talk: Talk) -> None:
    """Only what differs, with what the person saw, and it goes back by itself."""
    draft = await looked_ahead(switching, "@EMEA", ends="2h", reason="Lunch")
    assert "Billing DE" in names(draft, Standing.SAME)
    timer = await switching.switch(ANA, draft.id, "V1", draft.timer_id)
    assert (timer.reason, timer.until_ms, timer.view_id) == ("Lunch", draft.until_ms, "V1")
    assert "Billing DE" not in [each.line.nickname for each in timer.lines]
    timer = await taken_forward(talk, timer)
    assert timer.state is TimerState.ACTIVE
    assert len(await puts(talk)) == len(timer.lines)


async def test_two_clicks_begin_it_once(switching: SwitchService, talk: Talk) -> None:
    """A double click, or the same one sent twice."""
    draft = await looked_ahead(switching, "Support DE", ends="2h")
    first, second = [await switching.switch(ANA, draft.id, "V0", draft.timer_id) for _ in range(2)]
    assert first.id == second.id
    assert len(await talk.timers.running()) == 1


async def test_what_was_changed_since_it_was_shown_is_not_begun(switching: SwitchService) -> None:
    """What happens is what stands on the screen, or nothing."""
    draft = await looked_ahead(switching, "Support DE")
    again = await switching.keep(await switching.read(await switching.chosen(draft), Reading(1)))
    with pytest.raises(Outdated):
        await switching.switch(ANA, draft.id, "V0", draft.timer_id)
    assert await switching.switch(ANA, draft.id, "V0", again.timer_id)


async def test_lines_that_are_so_already_begin_nothing(switching: SwitchService) -> None:
    """There would be nothing to put back."""
    draft = await looked_ahead(switching, "Billing DE")
    assert preview_of(draft).touched == 0
    with pytest.raises(NotOffered, match="nothing to switch"):
        await switching.switch(ANA, draft.id, "V0", draft.timer_id)


async def test_a_line_of_somebody_elses_timer_is_said_to_be_so_and_taken_over(
    switching: SwitchService, talk: Talk
) -> None:
    """The later one owns the line, and goes back to what was before the first."""
    bens = await taken_forward(talk, await switched(switching, "Support DE", person=BEN, ends="2h"))
    draft = await looked_ahead(switching, "Support DE, Support SE", ends="4h")
    (taken,) = preview_of(draft).taken_over
    assert (taken.holder.timer, taken.holder.owner, taken.holder.until_ms) == (bens.id, BEN.id, bens.until_ms)
    assert [line.nickname for line in taken.lines] == ["Support DE"]
    assert names(draft, Standing.TAKES_OVER) == ["Support DE"]
    mine = await taken_forward(talk, await switching.switch(ANA, draft.id, "V0", draft.timer_id))
    holds = await talk.timed.holds_of(mine.id)
    assert {hold.base for by_key in holds.values() for hold in by_key.values()} == {True}
    assert not await talk.timed.holds_of(bens.id)


async def test_what_was_changed_by_hand_under_a_timer_is_told(switching: SwitchService, talk: Talk) -> None:
    """It goes back to what is there now, not to what was before both."""
    timer = await taken_forward(talk, await switched(switching, "Support DE", person=BEN, ends="2h"))
    await by_hand(talk, timer.lines[0].line.id, settings={"voicemail": True})
    draft = await looked_ahead(switching, "Support DE", ends="4h")
    (taken,) = preview_of(draft).taken_over
    assert taken.changed == 1


async def test_lines_beyond_what_can_be_read_are_switched_unseen(talk: Talk) -> None:
    """An account's plan allows few calls a minute."""
    draft = await looked_ahead(service(talk, most=2), "@EMEA")
    assert preview_of(draft).count(Standing.UNREAD) > 0
    assert len(draft.lines) == preview_of(draft).count(*Standing)


async def test_zendesk_away_while_reading_leaves_lines_unread(switching: SwitchService, talk: Talk) -> None:
    """What is known is shown, and each line is looked at before it is set."""
    found = await understood(switching, "Support DE")
    await talk.fault("unavailable", times=50)
    draft = await switching.chosen(found.draft)
    draft = await switching.read(draft, Reading(1))
    assert [each.seen for each in draft.lines] == [None]
    assert preview_of(draft).outlooks[0].standing is Standing.UNREAD


async def test_zendesk_away_at_the_beginning_keeps_what_was_typed(switching: SwitchService, talk: Talk) -> None:
    """Nobody types it twice."""
    draft = await switching.begin(ANA, Asked(on=False, lines="Support DE", ends="2h"))
    await talk.fault("unavailable", times=50)
    with pytest.raises(ZendeskError):
        await switching.understand(draft)
    await talk.no_faults()
    kept = await switching.find(ANA, draft.id)
    assert (await switching.understand(kept)).is_complete


async def test_lines_that_are_gone_are_asked_for_again(switching: SwitchService) -> None:
    """Somebody may have released them while the form was open."""
    draft = (await understood(switching, "")).draft
    answers = await switching.enter(draft, Entry(**{**ENTRY, "picked": Picked(ids=(1, 2))}))
    with pytest.raises(NotUnderstood, match="in Zendesk any more"):
        await switching.chosen(answers.draft)


async def test_a_draft_is_its_owners_alone(switching: SwitchService) -> None:
    """Whoever sends another's id has nothing."""
    draft = await looked_ahead(switching, "Support DE")
    for found in (switching.find(BEN, draft.id), switching.switch(BEN, draft.id, "V0", draft.timer_id)):
        with pytest.raises(Outdated):
            await found


async def test_whoever_may_not_operate_begins_nothing(switching: SwitchService, talk: Talk) -> None:
    """Asked at the opening, and once more at the click."""
    with pytest.raises(NotAllowed):
        await switching.check_may_operate(DAN)
    draft = await looked_ahead(switching, "Support DE")
    await talk.knows({ANA.id: Member(active=True, guest=True)})
    with pytest.raises(NotAllowed):
        await switching.switch(ANA, draft.id, "V0", draft.timer_id)
    assert await talk.timers.running() == []


async def test_what_can_be_picked_is_offered_as_it_is_typed(switching: SwitchService) -> None:
    """All of them, groups, and lines; what takes no calls is not there."""
    everything = await switching.suggested("")
    assert everything.total == len(everything.lines) == 20
    assert "EMEA" in [group.name for group in everything.groups]
    emea = await switching.suggested("@eme")
    assert ([group.name for group in emea.groups], emea.total) == (["EMEA"], None)
    assert [line.nickname for line in (await switching.suggested("field serv")).lines] == ["Field service"]
    assert (await switching.suggested("al")).total == 20
    nothing = await switching.suggested("no such line")
    assert (nothing.total, nothing.groups, nothing.lines) == (None, (), ())


async def test_a_thousand_lines_leave_room_for_what_is_picked(switching: SwitchService, talk: Talk) -> None:
    """Slack shows a hundred choices, and a switch takes a thousand lines."""
    (await talk.account.post("/numbers", json={"count": 1000})).raise_for_status()
    # The list is read here, where nobody waits for no longer than two seconds.
    found = await understood(switching, "all")
    everything = await switching.suggested("")
    assert 1 + len(everything.groups) + len(everything.lines) == 100
    with pytest.raises(NotUnderstood, match="at most 1,000"):
        await switching.chosen(found.draft)
