"""Export as CSV: what fits goes to the asker's direct messages as a file, and whatever fails is said in the list."""

from __future__ import annotations

import csv
import io

import pytest

from bot.sandbox.slack.people import ANA, DAN
from bot.talk.line_csv import BYTE_ORDER_MARK
from tests.journeys.driver import SlackPerson, text_of
from tests.slack.conftest import Bot

SENT = "as a CSV file, in your direct messages with me."


async def exported(bot: Bot, words: str = "", who: str = ANA.id, *, said: str = SENT) -> SlackPerson:
    """Let somebody list numbers and export them, and wait until the list says what came of it."""
    person = bot.person(who)
    await person.types(f"/talk list {words}")
    shown = await person.sees_modal(callback_id="list.view")
    bot.wire.order.clear()
    await person.clicks(shown, "list.export")
    told = await person.sees_modal(said, callback_id="list.view")
    assert told["id"] == shown["id"]
    return person


async def rows(bot: Bot, person: SlackPerson) -> list[dict[str, str]]:
    """Download the newest file from a person's direct messages and return its rows."""
    (file,) = (await person.direct_messages())[-1]["files"]
    assert file["name"].startswith("talk-numbers-")
    assert file["name"].endswith("-utc.csv")
    response = await bot.slack.get("/page/file", params={"as": person.id, "id": file["id"]})
    assert response.status_code == 200
    text = response.content.decode()
    assert text.startswith(BYTE_ORDER_MARK)
    with io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="") as content:
        return list(csv.DictReader(content, strict=True))


async def test_the_list_is_sent_as_a_file_and_the_modal_says_so(bot: Bot) -> None:
    """Every number, whatever page is shown; who only may look may have it too."""
    dan = await exported(bot, who=DAN.id)
    steps = ["files.getUploadURLExternal", "upload", "chat.postMessage", "files.completeUploadExternal", "views.update"]
    assert bot.wire.order == ["asked", "answered", *steps]
    comment, _ = (await dan.direct_messages())[-2:]
    assert comment["text"] == "The 21 numbers you asked for, as a CSV file:"
    found = await rows(bot, dan)
    assert len(found) == 21
    support = next(row for row in found if row["nickname"] == "Support US")
    assert (support["number"], support["groups"]) == ("+15105550199", "Support; Night shift")
    assert await bot.person(ANA.id).direct_messages() == []


async def test_what_is_sent_is_what_is_shown(bot: Bot) -> None:
    """The same filter; the page stays as it is."""
    ana = await exported(bot, "billing")
    assert [row["nickname"] for row in await rows(bot, ana)] == ["Billing DE", "Billing US"]
    told = await ana.sees_modal(callback_id="list.view")
    assert "Sent: 2 numbers as a CSV file" in text_of(told)
    assert "2 of 21 numbers" in text_of(told)
    comment = (await ana.direct_messages())[-2]
    assert comment["text"] == "The 2 numbers you asked for that fit “billing”, as a CSV file:"


@pytest.mark.parametrize(
    ("method", "error", "said"),
    [
        ("files.getUploadURLExternal", "missing_scope", "has to add the scope files:write to the app"),
        ("files.getUploadURLExternal", "file_uploads_disabled", "Slack did not take the file. Try again in a minute."),
        ("upload", "busy", "Slack did not take the file. Try again in a minute."),
        ("upload", "drop", "Slack did not take the file. Try again in a minute."),
        ("chat.postMessage", "restricted_action", "Slack did not take the file. Try again in a minute."),
        ("files.completeUploadExternal", "fatal_error", "Slack did not take the file. Try again in a minute."),
    ],
)
async def test_what_slack_does_not_take_is_said_in_the_list(bot: Bot, method: str, error: str, said: str) -> None:
    """No message stays behind that promises a file."""
    await bot.fault(method, error)
    ana = await exported(bot, said=said)
    assert await ana.direct_messages() == []
    await ana.clicks(await ana.sees_modal(callback_id="list.view"), "list.export")
    await ana.sees_modal(SENT, callback_id="list.view")
    assert len(await rows(bot, ana)) == 21


async def test_a_list_that_is_kept_no_more_is_shown_anew_instead_of_sent(bot: Bot) -> None:
    """A file of other numbers than those on the page would be one nobody asked for."""
    ana = bot.person()
    await ana.types("/talk list")
    shown = await ana.sees_modal(callback_id="list.view")
    await bot.store.redis.delete(bot.store.keys.lines, bot.store.keys.lines_stamp)
    await ana.clicks(shown, "list.export")
    await ana.sees_modal("21 numbers", callback_id="list.view")
    assert await ana.direct_messages() == []
