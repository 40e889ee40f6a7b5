"""Files: offered an address, uploaded to it, shared in a conversation. What is in them is kept and never looked at."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.clock import Clock
from bot.sandbox.slack.ids import letters, object_id
from bot.sandbox.slack.people import BOT_USER_ID, TEAM_DOMAIN, TEAM_ID


@dataclass(slots=True)
class File:
    """A file. secret: what its upload address ends in; content: None until it was uploaded; title: once it is shared.

    length: bytes, as announced; created: seconds since the epoch.
    """

    id: str
    name: str
    length: int
    secret: str
    created: int
    content: bytes | None = None
    title: str | None = None

    @property
    def is_shared(self) -> bool:
        """Whether its upload was completed, which happens once."""
        return self.title is not None

    def as_slack(self) -> JSON:
        """Return the file object: https://docs.slack.dev/reference/objects/file-object."""
        suffix = PurePosixPath(self.name).suffix.removeprefix(".").lower() or "binary"
        address = f"https://files.slack.com/files-pri/{TEAM_ID}-{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "application/octet-stream",
            "filetype": suffix,
            "pretty_type": suffix.upper(),
            "user": BOT_USER_ID,
            "user_team": TEAM_ID,
            "editable": False,
            "size": self.length,
            "mode": "hosted",
            "is_external": False,
            "external_type": "",
            "is_public": False,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": f"{address}/{self.id.lower()}",
            "url_private_download": f"{address}/download/{self.id.lower()}",
            "permalink": f"https://{TEAM_DOMAIN}.slack.com/files/{BOT_USER_ID}/{self.id}/",
            "file_access": "visible",
        }


class Files:
    """All files of the workspace."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: dict[str, File] = {}

    def offer(self, name: str, length: int) -> File:
        """Return a file that is still to be uploaded."""
        file = File(object_id("F"), name, length, secret=letters(40), created=int(self._clock.now()))
        self._by_id[file.id] = file
        return file

    def find(self, file_id: str) -> File | None:
        """Return a file by its id."""
        return self._by_id.get(file_id)

    def of_address(self, secret: str) -> File | None:
        """Return the file whose upload address ends in this."""
        return next((file for file in self._by_id.values() if file.secret == secret), None)
