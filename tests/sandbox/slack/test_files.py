"""Files: the three steps of an upload, what Slack says no to, and who can download what came of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.sandbox.slack.people import ANA, BEN
from bot.sandbox.slack.settings import DEFAULT_SCOPES, SlackSettings

from .conftest import Slack

OPS = "C0PHONEOPS"
TEXT = "\ufeffid,number\r\n1,+15105550199\r\n".encode()


async def offered(slack: Slack, name: str = "numbers.csv", content: bytes = TEXT) -> tuple[str, str]:
    """Ask for an address to upload to; the file's id and the address."""
    answer = await slack.api.files_getUploadURLExternal(filename=name, length=len(content))
    assert str(answer["upload_url"]).startswith(f"{slack.url}/upload/v1/")
    return str(answer["file_id"]), str(answer["upload_url"])


async def uploaded(slack: Slack, name: str = "numbers.csv", content: bytes = TEXT) -> str:
    """Upload a file without sharing it; its id."""
    file_id, address = await offered(slack, name, content)
    response = await slack.http.post(address, content=content)
    assert (response.status_code, response.text) == (200, f"OK - {len(content)}")
    return file_id


async def dm_of(slack: Slack, person: str = ANA.id) -> str:
    """Return the direct message between the bot and somebody."""
    return str((await slack.api.chat_postMessage(channel=person, text="Here it is"))["channel"])


async def download(slack: Slack, file_id: str, person: str = ANA.id) -> httpx.Response:
    """Download a file as somebody."""
    return await slack.http.get("/page/file", params={"as": person, "id": file_id})


async def test_a_file_is_shared_in_a_direct_message_and_can_be_downloaded(slack: Slack) -> None:
    """As an attachment that no browser takes for a page, to the byte what was uploaded."""
    file_id, dm = await uploaded(slack), await dm_of(slack)
    done = await slack.api.files_completeUploadExternal(files=[{"id": file_id, "title": "All"}], channel_id=dm)
    assert (done["files"][0]["id"], done["files"][0]["title"], done["files"][0]["size"]) == (file_id, "All", len(TEXT))
    assert done["files"][0]["mimetype"] == "text/csv"
    shown = (await slack.ana.messages(dm))[-1]
    assert shown["files"] == [{"id": file_id, "name": "numbers.csv", "title": "All", "size": len(TEXT)}]
    response = await download(slack, file_id)
    assert (response.status_code, response.content) == (200, TEXT)
    assert response.headers["content-disposition"] == "attachment; filename*=UTF-8''numbers.csv"
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_the_official_client_uploads_in_one_go(slack: Slack) -> None:
    """It makes the same three calls."""
    done = await slack.api.files_upload_v2(
        channel=OPS, content="a,b\n", filename="x.csv", title="X", initial_comment="Look"
    )
    (shown,) = await slack.ana.messages(OPS)
    assert (shown["text"], shown["files"][0]["title"]) == ("Look", "X")
    assert (await download(slack, done["file"]["id"])).text == "a,b\n"


async def test_a_form_is_uploaded_too(slack: Slack) -> None:
    """As curl -F does it."""
    content = b"--x\r\n\x00\xff\r\n\r\n"
    file_id, address = await offered(slack, content=content)
    response = await slack.http.post(address, files={"filename": ("numbers.csv", content)})
    assert response.status_code == 200
    await slack.api.files_completeUploadExternal(files=[{"id": file_id}], channel_id=OPS)
    assert (await download(slack, file_id)).content == content


async def test_only_those_in_the_conversation_can_download_it(slack: Slack) -> None:
    """What is in Ana's direct messages is nobody else's, and before it is shared it is nobody's."""
    file_id, dm = await uploaded(slack), await dm_of(slack)
    assert (await download(slack, file_id)).status_code == 404
    await slack.api.files_completeUploadExternal(files=[{"id": file_id}], channel_id=dm)
    assert (await download(slack, file_id)).status_code == 200
    assert (await download(slack, file_id, BEN.id)).status_code == 404
    assert (await download(slack, file_id, "U0NOBODY01")).status_code == 404
    assert (await download(slack, "F0NOTHING1")).status_code == 404


async def test_a_file_without_a_channel_is_seen_by_nobody(slack: Slack) -> None:
    """Slack calls it private."""
    file_id = await uploaded(slack)
    await slack.api.files_completeUploadExternal(files=[{"id": file_id}])
    assert (await download(slack, file_id)).status_code == 404


async def test_a_page_of_another_site_cannot_download_it(slack: Slack) -> None:
    """Nor whoever reaches this machine under another name."""
    file_id, dm = await uploaded(slack), await dm_of(slack)
    await slack.api.files_completeUploadExternal(files=[{"id": file_id}], channel_id=dm)
    params = {"as": ANA.id, "id": file_id}
    response = await slack.http.get("/page/file", params=params, headers={"host": "attacker.example"})
    assert response.status_code >= 400


@pytest.mark.parametrize("content", [TEXT[:-1], TEXT + b"x", b""])
async def test_another_length_than_announced_is_refused(slack: Slack, content: bytes) -> None:
    """And nothing can be shared then."""
    file_id, address = await offered(slack)
    assert (await slack.http.post(address, content=content)).status_code == 400
    files = [{"id": file_id}]
    assert await slack.refuses("files.completeUploadExternal", files=files, channel_id=OPS) == "file_not_found"


async def test_an_address_is_for_one_file_and_until_it_is_shared(slack: Slack) -> None:
    """Whoever learns of it later can change nothing."""
    file_id, address = await offered(slack)
    assert (await slack.http.post(f"{address}x", content=TEXT)).status_code == 404
    await slack.http.post(address, content=TEXT)
    await slack.api.files_completeUploadExternal(files=[{"id": file_id}], channel_id=OPS)
    assert (await slack.http.post(address, content=TEXT)).status_code == 404
    files = [{"id": file_id}]
    assert await slack.refuses("files.completeUploadExternal", files=files, channel_id=OPS) == "file_not_found"


@pytest.mark.parametrize(
    ("method", "arguments", "code"),
    [
        ("getUploadURLExternal", {"filename": "x.csv"}, "invalid_arguments"),
        ("getUploadURLExternal", {"length": 3}, "invalid_arguments"),
        ("getUploadURLExternal", {"filename": "x.csv", "length": 0}, "invalid_arguments"),
        ("getUploadURLExternal", {"filename": "x.csv", "length": 10**10}, "file_upload_size_restricted"),
        ("completeUploadExternal", {}, "invalid_arguments"),
        ("completeUploadExternal", {"files": []}, "invalid_arguments"),
        ("completeUploadExternal", {"files": ["F0NOTHING1"]}, "invalid_arguments"),
        ("completeUploadExternal", {"files": [{"id": "F0NOTHING1"}]}, "file_not_found"),
        ("completeUploadExternal", {"files": [{"id": "x"}], "channel_id": ANA.id}, "invalid_arguments"),
        ("completeUploadExternal", {"files": [{"id": "x"}], "channel_id": "C0NOWHERE1"}, "channel_not_found"),
        ("completeUploadExternal", {"files": [{"id": "x"}], "channel_id": "C0RANDOM01"}, "not_in_channel"),
        (
            "completeUploadExternal",
            {"files": [{"id": "x"}], "channel_id": OPS, "thread_ts": "1.1"},
            "invalid_thread_ts",
        ),
    ],
)
async def test_what_slack_says_no_to(slack: Slack, method: str, arguments: dict[str, Any], code: str) -> None:
    """A person's id is no channel, which surprises everybody."""
    assert await slack.refuses(f"files.{method}", **arguments) == code


class TestWithoutTheScope:
    """An app that was installed before it sent files."""

    @pytest.fixture
    def settings(self) -> SlackSettings:
        """Return an app that may not write files."""
        return SlackSettings("", scopes=tuple(scope for scope in DEFAULT_SCOPES if scope != "files:write"))

    async def test_it_is_told_which_one_is_missing(self, slack: Slack) -> None:
        """Both calls want it."""
        for method, arguments in (
            ("getUploadURLExternal", {"filename": "x", "length": 1}),
            ("completeUploadExternal", {"files": [{"id": "x"}]}),
        ):
            refusal = await slack.refusal(f"files.{method}", **arguments)
            assert (refusal["error"], refusal["needed"]) == ("missing_scope", "files:write")


async def test_an_upload_can_be_made_to_fail(slack: Slack) -> None:
    """By the control that refuses methods too."""
    await slack.control("/faults", method="upload", error="busy")
    _, address = await offered(slack)
    assert (await slack.http.post(address, content=TEXT)).status_code == 500
    assert (await slack.http.post(address, content=TEXT)).status_code == 200


async def test_an_upload_stands_in_the_request_log(slack: Slack) -> None:
    """With how much it was; what is in it is for whoever it was sent to."""
    await uploaded(slack)
    entries = (await slack.http.get("/page/log")).json()["entries"]
    n = next(entry["n"] for entry in entries if entry["title"] == "upload")
    entry = (await slack.http.get(f"/page/log/{n}")).json()["entry"]
    assert str(len(TEXT)) in str(entry)
    assert "+15105550199" not in str(entry)
