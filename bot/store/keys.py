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

    def look(self, look_id: str) -> str:
        """One person's look at a line, before they ask for its release."""
        return self._key("look", look_id)

    def draft(self, draft_id: str) -> str:
        """One person's form for a change, before they save it."""
        return self._key("draft", draft_id)

    def set_draft(self, draft_id: str) -> str:
        """One person's form for an on-call set, before they save it."""
        return self._key("draft", "oncall", draft_id)

    def switch_draft(self, draft_id: str) -> str:
        """One person's switch of voicemail, before they confirm it."""
        return self._key("draft", "voicemail", draft_id)

    def change(self, change_id: str) -> str:
        """One change's record."""
        return self._key("change", change_id)

    def changed_lines(self, change_id: str) -> str:
        """One change's lines and how each stands, by the line's id."""
        return self._key("change", change_id, "lines")

    @property
    def changing(self) -> str:
        """The changes under way, newest last, gone with the last of them."""
        return self._key("changing")

    def changing_of(self, person: str) -> str:
        """One person's changes under way, newest last, gone with the last of them."""
        return self._key("changing", person)

    def timer(self, timer_id: str) -> str:
        """One timer's record."""
        return self._key("timer", timer_id)

    @property
    def timers(self) -> str:
        """The timers that run or wait for a person, by their end, gone with the last of them."""
        return self._key("timers")

    @property
    def held(self) -> str:
        """Whose each value of each line is for now, `<line id>|<field key>`, gone with the last timer."""
        return self._key("held")

    @property
    def shifts(self) -> str:
        """Which timer is the running shift of each on-call set, by the set's id, gone with the last of them."""
        return self._key("timers", "shifts")

    @property
    def drift_looks(self) -> str:
        """When each line that somebody has for a while was last compared with Zendesk."""
        return self._key("drift")

    @property
    def drift_pause(self) -> str:
        """Stands as long as nothing is compared, since Zendesk said to wait."""
        return self._key("drift", "pause")

    @property
    def pace(self) -> str:
        """How fast Zendesk is asked by what can wait, of all processes."""
        return self._key("pace")

    @property
    def oncall_sets(self) -> str:
        """The on-call sets, by id."""
        return self._key("oncall")

    @property
    def phones(self) -> str:
        """The number each person takes calls on while on call, by Slack id, as they entered it."""
        return self._key("oncall", "phones")

    def step(self, execution_id: str) -> str:
        """One run of a workflow's step."""
        return self._key("step", execution_id)

    def request(self, request_id: str) -> str:
        """One request's record."""
        return self._key("request", request_id)

    def copies(self, request_id: str) -> str:
        """Where a request's cards stand in Slack, and what was told."""
        return self._key("copies", request_id)

    def lease(self, name: str) -> str:
        """Name a short claim on a piece of work that must not be done twice at once."""
        return self._key("lease", name)

    def mine(self, person: str) -> str:
        """One person's requests, newest last."""
        return self._key("mine", person)

    def asked(self, person: str) -> str:
        """One person's open requests, newest last, gone with the last of them."""
        return self._key("asked", person)

    def waits(self, person: str) -> str:
        """One person's list of requests to decide on, oldest first, gone with the last of them."""
        return self._key("waits", person)

    def home(self, person: str) -> str:
        """Where one person is in their App Home, as long as it is taken to be open."""
        return self._key("home", person)

    @property
    def homes_open(self) -> str:
        """A sorted set: who opened their App Home lately."""
        return self._key("homes-open")

    def home_hash(self, person: str) -> str:
        """Which view we published last as one person's App Home."""
        return self._key("home", person, "hash")

    def seen(self, signature: str) -> str:
        """Name a signature that was taken once and is not taken again."""
        return self._key("seen", signature)

    def spend(self, currency: str) -> str:
        """Monthly price by request, in ten-thousandths of a unit: reserved, or of a number bought and still owned."""
        return self._key("spend", currency)

    @property
    def owned(self) -> str:
        """What each number bought here and still owned counts as, by its id: `<spend key>|<request id>|<E.164>`."""
        return self._key("owned")

    @property
    def trail(self) -> str:
        """The audit trail, a stream that only an operator trims."""
        return self._key("trail")

    def history(self, number: str) -> str:
        """One number's entries in the trail, by redis's milliseconds; a part of the trail, so without end."""
        return self._key("trail", "of", number)

    @property
    def outbox(self) -> str:
        """What is due when, by redis's milliseconds: a step of `bot.store.outbox` and an id, as in `show:<id>`."""
        return self._key("outbox")

    @property
    def open(self) -> str:
        """The open request for each number to buy, and for each line to release."""
        return self._key("open")

    def settled(self, subject: str) -> str:
        """Name the request that bought or released something in the last days."""
        return self._key("settled", subject)

    @property
    def directory(self) -> str:
        """Who is in which group, and what is known of the people whom the settings name."""
        return self._key("directory")

    @property
    def members(self) -> str:
        """What is known of everybody in the workspace, by Slack id."""
        return self._key("members")

    @property
    def lines(self) -> str:
        """The account's numbers as last read."""
        return self._key("lines")

    @property
    def lines_stamp(self) -> str:
        """Which reading of the numbers that is, so that nobody fetches again what they have."""
        return self._key("lines", "stamp")

    @property
    def lines_forgotten(self) -> str:
        """When the numbers were last known to have changed."""
        return self._key("lines", "forgotten")

    @property
    def overflows(self) -> str:
        """Where each line's calls go that no agent takes, as last read."""
        return self._key("lines", "overflow")

    @property
    def names(self) -> str:
        """What the account's groups, IVRs, schedules, brands and greetings are called, as last read."""
        return self._key("names")

    @property
    def watch(self) -> str:
        """When a process last stood ready to take clicks, and when one did after a gap."""
        return self._key("watch")
