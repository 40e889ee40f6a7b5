"""One number: read by one call, kept as it was shown, and changed by what is other than that."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from bot.errors import NotAllowed, Outdated, ZendeskNotFound
from bot.model import Change, Directory, Member, Person
from bot.sandbox.talk_api.demo import EMEA, SALES, SUPPORT, demo_account
from bot.store.changes import Changes
from bot.store.connection import Store
from bot.store.directory import DirectoryStore
from bot.store.drafts import Drafts
from bot.store.names import NameCache
from bot.store.timers import Timers
from bot.talk.catalog import Catalogs
from bot.talk.changes import ChangeService
from bot.talk.editing import FORM, UNCHANGED, EditingService
from bot.talk.field_input import Entered
from bot.talk.field_kinds import Section
from bot.talk.policy import Policy
from bot.talk.timer_guard import TimerGuard
from bot.talk.timer_rights import TimerRights
from tests.talk.accounts import Lined, lined

BEN, DAN = Person("T0TALKDEMO", "U0BEN00001"), Person("T0TALKDEMO", "U0DAN00001")
LINE = "Sales US"
VOICEMAIL, OVERFLOW = "settings.voicemail", "settings.overflow_number"
OUTSIDE = "+16285550123"
IN_DEMO = 21


@dataclass
class Edited:
    """The service, the account behind it, and what it was asked to schedule."""

    service: EditingService
    there: Lined
    drafts: Drafts
    changes: Changes
    scheduled: list[tuple[str, str]]

    async def id(self) -> int:
        """Return the id of the line that is changed."""
        return await self.there.id_of(LINE)

    async def enters(self, section: Section, entries: dict[str, Entered], reason: str = "") -> Any:
        """Let Ben open a form and enter something."""
        draft, _ = await self.service.begin(BEN, await self.id(), section)
        review, _ = await self.service.review(BEN, draft.id, entries, reason)
        return review


@pytest.fixture
async def edited(store: Store) -> AsyncIterator[Edited]:
    """The sandbox's account; Ben may change numbers, Dan may look."""
    directory, policy = DirectoryStore(store), Policy(BEN.team, frozenset({BEN.id}))
    members = {person.id: Member(active=True, guest=False) for person in (BEN, DAN)}
    await directory.keep(Directory(await store.now_ms(), members, {}), members)
    scheduled: list[tuple[str, str]] = []

    async def schedule(step: str, record: Any) -> None:
        scheduled.append((step, record.id))

    async with lined(store) as there:
        changes, drafts = Changes(store), Drafts(store)
        guards = TimerGuard(Timers(store), TimerRights(policy))
        service = EditingService(
            zendesk=there.zendesk,
            lines=there.lines,
            catalogs=Catalogs(there.zendesk, NameCache(store)),
            drafts=drafts,
            changes=ChangeService(
                changes=changes,
                lines=there.lines,
                directory=directory,
                policy=policy,
                schedule=schedule,
                guards=guards,
            ),
            directory=directory,
            policy=policy,
            now_ms=store.now_ms,
            running=Timers(store).running,
        )
        yield Edited(service, there, drafts, changes, scheduled)


async def test_a_number_is_read_by_one_call_with_its_names(edited: Edited) -> None:
    """Only brands cannot be included, and their names are kept for a while."""
    line = await edited.id()
    edited.there.counted.requests.clear()
    look = await edited.service.number(BEN, line)
    await edited.service.number(BEN, line)
    assert [path.rpartition("/")[2] for _, path, _ in edited.there.counted.requests] == [str(line), "brands", str(line)]
    assert look.catalog.groups
    assert look.may_edit
    assert not look.why_not


async def test_whoever_may_only_look_is_told_why(edited: Edited) -> None:
    """And gets no form, whatever they press."""
    line = await edited.id()
    look = await edited.service.number(DAN, line)
    assert not look.may_edit
    assert f"Only <@{BEN.id}> can change numbers here" in look.why_not
    with pytest.raises(NotAllowed):
        await edited.service.begin(DAN, line, Section.QUEUE)
    with pytest.raises(NotAllowed):
        await edited.service.review(DAN, "any", {}, "")
    with pytest.raises(NotAllowed):
        await edited.service.choices(DAN)


async def test_a_number_that_is_gone_is_offered_to_nobody_any_more(edited: Edited) -> None:
    """The list that people choose from is read anew."""
    line = await edited.id()
    await edited.there.zendesk.delete_number(line)
    with pytest.raises(ZendeskNotFound):
        await edited.service.number(BEN, line)
    assert line not in {each.id for each in await edited.service.find("", "show")}


async def test_only_what_was_changed_is_asked_for(edited: Edited) -> None:
    """With what was seen of the same keys, and of no other."""
    review = await edited.enters(
        Section.ROUTING,
        {"group_ids": (str(SALES),), "default_group_id": "", "ivr_id": "", "priority": "3"},
        "Campaign",
    )
    assert not review.problems
    change = await edited.service.save(review.draft, view_id="V1")
    (line,) = change.lines
    assert line.wanted == {"default_group_id": None, "priority": 3}
    assert line.seen == {"default_group_id": SALES, "priority": 0}
    assert (change.by, change.reason, change.view_id) == (BEN, "Campaign", "V1")
    assert edited.scheduled == [("change", change.id), ("card", change.id)]


async def test_a_draft_saved_twice_is_one_change(edited: Edited) -> None:
    """A double click sends the form twice."""
    review = await edited.enters(Section.IDENTITY, {"nickname": "Sales West"})
    first: Change = await edited.service.save(review.draft, view_id="V1")
    again = await edited.service.save(review.draft, view_id="V1")
    assert first.id == again.id
    assert [change.id for change in await edited.changes.running()] == [first.id]


async def test_what_looks_like_what_is_there_is_no_change(edited: Edited) -> None:
    """A field cannot show two spaces, and leaving them alone must not take one away."""
    draft, _ = await edited.service.begin(BEN, await edited.id(), Section.IDENTITY)
    shown = replace(draft.lines[0], seen={"nickname": " Sales  US ", "brand_id": None})
    await edited.drafts.keep(replace(draft, lines=(shown,)))
    review, _ = await edited.service.review(BEN, draft.id, {"nickname": "Sales US", "brand_id": ""}, "")
    assert review.problems == {"nickname": UNCHANGED}
    review, _ = await edited.service.review(BEN, draft.id, {"nickname": "Sales USA", "brand_id": ""}, "")
    assert review.draft.wanted == {"nickname": "Sales USA"}


async def test_every_mistake_is_named_at_its_own_field(edited: Edited) -> None:
    """And nothing of what was entered is kept, so that nothing of it can be saved."""
    review = await edited.enters(
        Section.CALLS,
        {"failover_number": "12345", "settings.call_offering_duration": "4", "settings.wrap_up_time_limit": "30"},
    )
    assert set(review.problems) == {"failover_number", "settings.call_offering_duration"}
    kept = await edited.drafts.find(review.draft.id, BEN)
    assert kept is not None
    assert kept.wanted is None
    with pytest.raises(Outdated):
        await edited.service.save(kept, view_id="V1")


async def test_what_calls_a_line_back_to_itself_is_refused(edited: Edited) -> None:
    """At the field with the number."""
    number = (await edited.service.number(BEN, await edited.id())).line.number
    review = await edited.enters(Section.VOICEMAIL, {OVERFLOW: {"enabled": "on", "number": number}})
    assert list(review.problems) == [f"{OVERFLOW}.number"]


async def test_a_risk_and_a_number_outside_have_to_be_looked_at(edited: Edited) -> None:
    """What goes to a number of the account itself has not."""
    risky = await edited.enters(Section.VOICEMAIL, {VOICEMAIL: "off"})
    assert risky.warnings
    assert not risky.can_be_saved_at_once
    outside = await edited.enters(Section.VOICEMAIL, {OVERFLOW: {"enabled": "on", "number": OUTSIDE}})
    assert outside.draft.outside == (OUTSIDE,)
    assert not outside.can_be_saved_at_once
    assert (await edited.service.save(outside.draft, view_id="V1")).outside == (OUTSIDE,)
    own = await edited.enters(Section.VOICEMAIL, {OVERFLOW: {"enabled": "on", "number": "+15105550199"}})
    assert own.can_be_saved_at_once


async def test_the_accounts_numbers_are_read_only_where_calls_are_sent(edited: Edited) -> None:
    """It is a long list, and a nickname has nothing to do with it."""
    line = await edited.id()
    routing, _ = await edited.service.begin(BEN, line, Section.ROUTING)
    voicemail, _ = await edited.service.begin(BEN, line, Section.VOICEMAIL)
    assert routing.own == ()
    assert len(voicemail.own) == IN_DEMO


async def test_a_field_that_was_not_in_the_form_is_not_believed(edited: Edited) -> None:
    """What a browser sends can be anything."""
    review = await edited.enters(Section.IDENTITY, {"nickname": "Sales West", VOICEMAIL: "off"})
    assert review.draft.wanted == {"nickname": "Sales West"}


async def test_a_draft_belongs_to_whoever_opened_it(edited: Edited) -> None:
    """Its id alone opens it to nobody else."""
    draft, _ = await edited.service.begin(BEN, await edited.id(), Section.QUEUE)
    other = Person(BEN.team, "U0CLEO0001")
    with pytest.raises(Outdated) as error:
        await edited.service.draft(other, draft.id)
    assert error.value.what == FORM


async def test_a_submission_asks_zendesk_nothing_where_names_are_known(edited: Edited) -> None:
    """Slack waits three seconds for the answer."""
    draft, _ = await edited.service.begin(BEN, await edited.id(), Section.ROUTING)
    edited.there.counted.requests.clear()
    review, _ = await edited.service.review(BEN, draft.id, {"group_ids": (str(EMEA), str(SUPPORT))}, "")
    assert review.draft.wanted == {"group_ids": [EMEA, SUPPORT]}
    assert edited.there.counted.requests == []


async def test_without_names_zendesk_decides(edited: Edited, store: Store) -> None:
    """A form may be open for longer than names are kept, and Zendesk be away by then."""
    draft, _ = await edited.service.begin(BEN, await edited.id(), Section.ROUTING)
    await store.redis.delete(store.keys.names)
    await edited.there.fault("unavailable", times=100)
    review, _ = await edited.service.review(BEN, draft.id, {"group_ids": (str(EMEA),)}, "")
    assert review.draft.wanted == {"group_ids": [EMEA]}


def test_the_demo_account_is_as_large_as_it_is_taken_for() -> None:
    """The digital line has no number."""
    assert len([owned for owned in demo_account().numbers.values() if owned.properties["number"]]) == IN_DEMO


async def test_another_value_after_a_lost_answer_is_another_change(edited: Edited) -> None:
    """Slack shows the form again where no answer came: what is entered then must not end as the first saving."""
    draft, _ = await edited.service.begin(BEN, await edited.id(), Section.QUEUE)
    saved = []
    for size in ("20", "20", "30"):
        review, _ = await edited.service.review(BEN, draft.id, {"settings.maximum_queue_size": size}, "")
        saved.append(await edited.service.save(review.draft, view_id="V0"))
    assert [change.lines[0].wanted["settings.maximum_queue_size"] for change in saved] == [20, 20, 30]
    assert saved[0].id == saved[1].id != saved[2].id


async def test_a_draft_of_several_numbers_is_none_of_this_form(edited: Edited) -> None:
    """Whoever forges its id gets words; the two kinds are checked in different ways."""
    draft, _ = await edited.service.begin(BEN, await edited.id(), Section.QUEUE)
    other = await edited.drafts.keep(replace(draft, id="", section="", number={}))
    with pytest.raises(Outdated):
        await edited.service.draft(BEN, other.id)
