"""The names of our keys: one Slack team and one Zendesk account share a hash tag, and nothing is shared between two."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keys:
    """Key names of one account. team: Slack team id; account: host of the Zendesk address."""

    team: str
    account: str

    def _key(self, *parts: str) -> str:
        return ":".join((f"talkbot:{{{self.team}/{self.account}}}", *parts))

    @property
    def docket(self) -> str:
        """The name of the docket whose jobs serve this account."""
        return f"talkbot-{self.team}-{self.account}"

    def search(self, search_id: str) -> str:
        """One search's results, tokens included."""
        return self._key("search", search_id)

    def purchase(self, purchase_id: str) -> str:
        """One purchase's record."""
        return self._key("purchase", purchase_id)

    def copies(self, purchase_id: str) -> str:
        """Where a request's card stands in Slack, and what was told."""
        return self._key("copies", purchase_id)

    def lease(self, name: str) -> str:
        """Name a short claim on a piece of work that must not be done twice at once."""
        return self._key("lease", name)

    def mine(self, person: str) -> str:
        """One person's requests, newest last."""
        return self._key("mine", person)

    def seen(self, signature: str) -> str:
        """Name a signature that was taken once and is not taken again."""
        return self._key("seen", signature)

    def spend(self, currency: str) -> str:
        """Monthly price by request, in ten-thousandths of a unit: reserved, or of a number bought and still owned."""
        return self._key("spend", currency)

    @property
    def trail(self) -> str:
        """The audit trail, a stream that nothing trims."""
        return self._key("trail")

    @property
    def outbox(self) -> str:
        """What is due when: `show:<id>` and `advance:<id>` by redis's milliseconds."""
        return self._key("outbox")

    @property
    def open(self) -> str:
        """The open purchase of each number."""
        return self._key("open")

    def bought(self, number: str) -> str:
        """Name the request that bought a number in the last days."""
        return self._key("bought", number)

    @property
    def directory(self) -> str:
        """Who is active, who is a guest, who is in which group."""
        return self._key("directory")
