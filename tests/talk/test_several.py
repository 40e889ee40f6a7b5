"""From a filter to a change of many numbers: what is chosen, entered and read, and what is then written down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import NotAllowed, NotOffered, NotUnderstood, Outdated
from bot.model import ChangeState, LineStatus, Member, Values
from bot.store.drafts import Draft, Drafts
from bot.store.lines import LineCache
from bot.store.names import NameCache
from bot.talk.catalog import Catalogs
from bot.talk.lines import Lines
from bot.talk.previews import Standing, preview_of
from bot.talk.reading import Reading, Readings
from bot.talk.selecting import Selection
from bot.talk.several import SeveralService
from tests.talk.changed import by_hand, carried_out, there
from tests.talk.conftest import ANA, BEN, DAN, Talk

QUEUE, VOICEMAIL, OVERFLOW = "settings.maximum_queue_size", "settings.voicemail", "settings.overflow_number"
ALL_SUPPORT = Selection("Support", every=True, keys=(QUEUE,))


@pytest.fixture
def several(talk: Talk) -> SeveralService:
    """What changes several numbers, on the same account and redis as everything else."""
    return SeveralService(
        lines=Lines(talk.zendesk, LineCache(talk.store)),
        readings=Readings(talk.zendesk),
        catalogs=Catalogs(talk.zendesk, NameCache(talk.store)),
        drafts=Drafts(talk.store),
        changes=talk.changes,
    )


async def ids(several: SeveralService, *nicknames: str) -> tuple[int, ...]:
    """Return the ids of lines by their nicknames, in this order."""
    lines, _ = await several.matching(Selection())
    by_name = {line.nickname: line.id for line in lines}
    return tuple(by_name[nickname] for nickname in nicknames)


async def looked_ahead(several: SeveralService, selection: Selection, wanted: Values) -> Draft:
    """Choose numbers, want the same of all, and read what they have."""
    draft = replace(await several.begin(ANA, selection), wanted=wanted)
    return await several.read(draft, Reading(len(draft.lines)))


async def test_a_filter_stands_for_all_that_it_fits_and_for_no_others(several: SeveralService) -> None:
    """By group too: EMEA is nobody's nickname."""
    draft = await several.begin(ANA, Selection("@EMEA Germany", every=True, keys=(QUEUE,)))
    assert [shown.line.nickname for shown in draft.lines] == ["Billing DE", "Support DE"]
    assert (draft.words, draft.every, draft.fields, draft.person) == ("@EMEA Germany", True, (QUEUE,), ANA)


async def test_numbers_picked_are_those_and_in_the_order_of_the_list(several: SeveralService) -> None:
    """Whatever the filter fits besides."""
    chosen = await ids(several, "Support US", "Billing DE")
    draft = await several.begin(ANA, Selection("Canada", ids=(*chosen, 12345), keys=(QUEUE,)))
    assert [shown.line.nickname for shown in draft.lines] == ["Billing DE", "Support US"]


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection("zzz", every=True), "No number fits “zzz”"),
        (Selection("", ids=(1, 2)), "is in Zendesk any more"),
        (Selection(""), "Pick the numbers to change"),
    ],
)
async def test_a_choice_of_nothing_is_told(several: SeveralService, selection: Selection, said: str) -> None:
    """Rather than a form for no number."""
    with pytest.raises(NotUnderstood) as caught:
        await several.begin(ANA, selection)
    assert said in caught.value.problem


async def test_a_thousand_numbers_are_the_most(several: SeveralService, talk: Talk) -> None:
    """A person who chose more did not mean it, and could not look through it."""
    (await talk.account.post("/numbers", json={"count": 980})).raise_for_status()
    with pytest.raises(NotUnderstood) as caught:
        await several.begin(ANA, Selection("", every=True, keys=(QUEUE,)))
    assert caught.value.problem.startswith("1,001 numbers are too many: at most 1,000")


async def test_a_thousand_numbers_become_one_change_that_says_what_it_saw(several: SeveralService, talk: Talk) -> None:
    """What stands in the list is read by its pages."""
    (await talk.account.post("/numbers", json={"count": 979})).raise_for_status()
    draft = await looked_ahead(several, Selection("", every=True, keys=("transcription",)), {"transcription": False})
    found = preview_of(draft)
    assert found.count(Standing.UNREAD) == 0
    change = await several.change(ANA, draft.id, "V1")
    assert len(change.lines) == found.count(Standing.CHANGES) > 979
    assert {str(line.seen) for line in change.lines} == {"{'transcription': True}"}


async def test_what_was_entered_survives_other_choices(several: SeveralService) -> None:
    """For the fields that are still chosen, and no other."""
    draft = await several.begin(ANA, replace(ALL_SUPPORT, keys=(QUEUE, VOICEMAIL)))
    await several.enter(draft, {QUEUE: "20", VOICEMAIL: "off"}, "Spring")
    again = await several.begin(ANA, replace(ALL_SUPPORT, keys=(VOICEMAIL, "priority")), draft.id)
    assert (again.id, again.wanted, again.reason) == (draft.id, {VOICEMAIL: False}, "Spring")
    others = await several.begin(BEN, ALL_SUPPORT, draft.id)
    assert others.id != draft.id


async def test_what_makes_sense_is_kept_beside_what_does_not(several: SeveralService) -> None:
    """Whoever goes back finds what they entered."""
    draft = await several.begin(ANA, replace(ALL_SUPPORT, keys=(QUEUE, VOICEMAIL, "failover_number")))
    answers = await several.enter(draft, {QUEUE: "20", VOICEMAIL: None, "failover_number": "12"}, "")
    assert set(answers.problems) == {VOICEMAIL, "failover_number"}
    assert (await several.find(ANA, draft.id)).wanted == {QUEUE: 20}


async def test_nothing_typed_takes_a_number_away_and_nothing_chosen_is_no_answer(several: SeveralService) -> None:
    """The field for text says so; a list has an entry for it."""
    keys = ("failover_number", "ivr_id", "schedule_id", "group_ids")
    draft = await several.begin(ANA, replace(ALL_SUPPORT, keys=keys))
    answers = await several.enter(
        draft, {"failover_number": None, "ivr_id": "", "schedule_id": None, "group_ids": ()}, ""
    )
    assert answers.draft.wanted == {"failover_number": None, "ivr_id": None}
    assert set(answers.problems) == {"schedule_id", "group_ids"}


async def test_a_number_without_a_country_is_of_the_one_that_all_lines_are_in(several: SeveralService) -> None:
    """And of none where they are in several."""
    british = await several.begin(ANA, Selection("GB", every=True, keys=("failover_number",)))
    answers = await several.enter(british, {"failover_number": "020 7946 0018"}, "")
    assert answers.draft.wanted == {"failover_number": "+442079460018"}
    mixed = await several.begin(ANA, replace(ALL_SUPPORT, keys=("failover_number",)))
    assert set((await several.enter(mixed, {"failover_number": "020 7946 0018"}, "")).problems) == {"failover_number"}


async def test_a_field_that_had_no_input_is_left_alone(several: SeveralService) -> None:
    """There was nothing to choose for it; alone, it says so."""
    draft = await several.begin(ANA, replace(ALL_SUPPORT, keys=(QUEUE, "brand_id")))
    answers = await several.enter(draft, {QUEUE: "20"}, "")
    assert (answers.draft.wanted, answers.problems) == ({QUEUE: 20}, {})
    assert set((await several.enter(draft, {}, "")).problems) == {"reason"}


async def test_only_what_differs_is_changed_and_all_of_it(several: SeveralService, talk: Talk) -> None:
    """From the filter to Zendesk: the lines the preview named, and no call for any other."""
    draft = await looked_ahead(several, Selection("Canada", every=True, keys=(QUEUE,)), {QUEUE: 20})
    chosen = {shown.line.id for shown in draft.lines}
    same = min(chosen)
    await by_hand(talk, same, settings={"maximum_queue_size": 20})
    draft = await looked_ahead(several, Selection("Canada", every=True, keys=(QUEUE,)), {QUEUE: 20})
    change = await several.change(ANA, draft.id, "V1")
    assert {line.line.id for line in change.lines} == chosen - {same}
    before = len((await talk.account.get("/updates")).json()["updates"])
    done = await carried_out(talk, change)
    assert (done.state, done.count(LineStatus.CHANGED)) == (ChangeState.DONE, len(chosen) - 1)
    assert all([await there(talk, line, (QUEUE,)) == {QUEUE: 20} for line in chosen])
    assert len((await talk.account.get("/updates")).json()["updates"]) == before + len(chosen) - 1


async def test_what_somebody_changes_after_the_preview_is_not_overwritten(several: SeveralService, talk: Talk) -> None:
    """They saw 5, and it is 10 by now."""
    draft = await looked_ahead(several, Selection("Canada", every=True, keys=(QUEUE,)), {QUEUE: 20})
    changed = draft.lines[0].line.id
    await by_hand(talk, changed, settings={"maximum_queue_size": 10})
    done = await carried_out(talk, await several.change(ANA, draft.id, "V1"))
    by_id = {line.line.id: line.status for line in done.lines}
    assert by_id.pop(changed) is LineStatus.CONFLICT
    assert set(by_id.values()) == {LineStatus.CHANGED}
    assert await there(talk, changed, (QUEUE,)) == {QUEUE: 10}


async def test_one_preview_is_one_change_however_often_it_is_sent(several: SeveralService, talk: Talk) -> None:
    """A double click; looking ahead once more is a new intention."""
    selection = Selection("Canada", every=True, keys=(QUEUE,))
    draft = await looked_ahead(several, selection, {QUEUE: 20})
    first, second = await several.change(ANA, draft.id, "V1"), await several.change(ANA, draft.id, "V1")
    assert first.id == second.id
    assert len(await talk.changes.running()) == 1
    anew = await several.read(draft, Reading(len(draft.lines)))
    assert (await several.change(ANA, anew.id, "V1")).id != first.id


async def test_where_all_are_so_already_there_is_nothing_to_change(several: SeveralService) -> None:
    """And no record of nothing."""
    draft = await looked_ahead(
        several, Selection("Canada", every=True, keys=("transcription",)), {"transcription": True}
    )
    with pytest.raises(NotOffered):
        await several.change(ANA, draft.id, "V1")


async def test_a_number_released_meanwhile_is_left_out(several: SeveralService, talk: Talk) -> None:
    """Said in the preview, not by a refusal afterwards."""
    draft = replace(await several.begin(ANA, Selection("Canada", every=True, keys=(QUEUE,))), wanted={QUEUE: 20})
    gone = draft.lines[0].line.id
    await talk.zendesk.delete_number(gone)
    read = await several.read(draft, Reading(2))
    assert [each.obstacle for each in preview_of(read).outlooks if each.line.id == gone] == ["no longer in Zendesk"]
    assert gone not in {line.line.id for line in (await several.change(ANA, read.id, "V1")).lines}


async def test_a_caller_id_is_not_even_read_for_what_it_cannot_have(several: SeveralService, talk: Talk) -> None:
    """It takes no calls, so it has no queue."""
    chosen = await ids(several, "Head office desk", "Support UK")
    await talk.fault("unavailable", path=f"/phone_numbers/{chosen[0]}", times=None)
    draft = await looked_ahead(several, Selection(ids=chosen, keys=(QUEUE,)), {QUEUE: 20})
    standing = {each.line.nickname: each.standing for each in preview_of(draft).outlooks}
    assert standing == {"Support UK": Standing.CHANGES, "Head office desk": Standing.LEFT_OUT}


async def test_warnings_count_their_lines_and_only_those_that_change(several: SeveralService) -> None:
    """The night line is off already, so nothing new comes of it."""
    chosen = await ids(several, "Support UK", "Sales UK", "Night line")
    draft = await looked_ahead(several, Selection(ids=chosen, keys=(VOICEMAIL,)), {VOICEMAIL: False})
    ((sentence, count),) = draft.warnings
    assert "callers are cut off" in sentence
    assert count == 2


async def test_where_calls_would_newly_go_is_known_though_nothing_could_be_read(
    several: SeveralService, talk: Talk
) -> None:
    """It is shown to those who approve, whether Zendesk answered or not."""
    draft = replace(await several.begin(ANA, replace(ALL_SUPPORT, keys=(OVERFLOW,))), wanted={})
    await talk.fault("throttled", path="/phone_numbers/", times=None, retry_after=60)
    for number, beyond in (("+442079460958", ("+442079460958",)), ("+442079460018", ())):
        wanted = {OVERFLOW: {"enabled": True, "number": number}}
        read = await several.read(replace(draft, wanted=wanted), Reading(len(draft.lines)))
        itself = sum(shown.line.number == number for shown in draft.lines)
        assert preview_of(read).count(Standing.UNREAD) == len(draft.lines) - itself
        assert read.outside == beyond
        assert (await several.change(ANA, read.id, "V1")).outside == beyond


async def test_sms_is_not_asked_of_a_number_that_cannot_carry_it(several: SeveralService) -> None:
    """Zendesk would refuse the number, and the rest of what is wanted of it with it."""
    chosen = await ids(several, "Support US", "Support UK")
    draft = await looked_ahead(
        several, Selection(ids=chosen, keys=("sms_enabled", QUEUE)), {"sms_enabled": True, QUEUE: 20}
    )
    change = await several.change(ANA, draft.id, "V1")
    wanted = {line.line.nickname: set(line.wanted) for line in change.lines}
    assert wanted == {"Support US": {"sms_enabled", QUEUE}, "Support UK": {QUEUE}}
    carries = "This number cannot carry SMS. That comes with the number and cannot be changed."
    assert (f"{carries} This is about Support UK.", 1) in draft.warnings


async def test_a_list_that_takes_long_leaves_whoever_types_without_suggestions_once(
    several: SeveralService, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack waits three seconds; the list goes on being read, and the next key finds it."""
    monkeypatch.setattr("bot.talk.lines.PATIENCE", 0.05)
    await talk.fault("delay", path="/phone_numbers", seconds=0.4)
    assert await several.suggested("Support UK", "") == ()
    assert (await several.matching(Selection("Support UK")))[0]
    assert [line.nickname for line in await several.suggested("Support UK", "")] == ["Support UK"]


async def test_no_more_is_suggested_than_slack_shows(several: SeveralService, talk: Talk) -> None:
    """What the filter fits comes first, also beyond a hundred."""
    (await talk.account.post("/numbers", json={"count": 300})).raise_for_status()
    shown = await several.suggested("", "Support UK")
    assert (len(shown), shown[0].nickname) == (100, "Support UK")
    assert len({line.id for line in shown}) == 100
    assert len(await several.suggested("Line", "")) == 100


async def test_only_whoever_may_change_numbers_can(several: SeveralService, talk: Talk) -> None:
    """And only from a draft of their own, as long as it is kept."""
    draft = await looked_ahead(several, Selection("Canada", every=True, keys=(QUEUE,)), {QUEUE: 20})
    with pytest.raises(NotAllowed):
        await several.check_may_operate(DAN)
    for person, draft_id in ((BEN, draft.id), (ANA, "nonsense"), (ANA, "")):
        with pytest.raises(Outdated):
            await several.change(person, draft_id, "V1")
    of_one_number = await Drafts(talk.store).keep(replace(draft, id="", section="queue"))
    with pytest.raises(Outdated):
        await several.change(ANA, of_one_number.id, "V1")
    await talk.knows({ANA.id: Member(active=True, guest=True)})
    with pytest.raises(NotAllowed):
        await several.change(ANA, draft.id, "V1")
    assert await talk.changes.running() == []
