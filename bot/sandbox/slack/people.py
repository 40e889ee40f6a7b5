"""Who and what the demo workspace consists of: its team, its four people, the bot, channels and the user group."""

from __future__ import annotations

from dataclasses import dataclass, field

TEAM_ID = "T0TALKDEMO"
OTHER_TEAM_ID = "T0ELSEWHER"
TEAM_NAME = "Talk Demo"
TEAM_DOMAIN = "talk-demo"

APP_ID = "A0TALKBOT1"
BOT_ID = "B0TALKBOT1"
BOT_USER_ID = "U0TALKBOT1"
BOT_NAME = "talkbot"

# Slack still sends it and says not to look at it; bots that check it instead of the signature fail a review.
VERIFICATION_TOKEN = "deprecatedVerificationToken"  # noqa: S105 - public, and worth nothing


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the bot is configured with, fixed so that a script can know it. They open nothing outside this machine."""

    bot_token: str = field(default="xoxb-sandbox-talk-demo", repr=False)
    app_token: str = field(default="xapp-sandbox-talk-demo", repr=False)
    signing_secret: str = field(default="5a6e64626f78207461746c6b2064656d", repr=False)

    def secrets(self) -> tuple[str, ...]:
        """All of them, for whoever must keep them out of a log."""
        return (self.bot_token, self.app_token, self.signing_secret)


CREDENTIALS = Credentials()


@dataclass(frozen=True, slots=True)
class Person:
    """One of the people the page can be. color: `#rrggbb`; the flags are for tests to change.

    tz: an IANA zone name, "" where Slack names none; phone: what they wrote into their profile.
    """

    id: str
    name: str
    real_name: str
    title: str
    color: str
    tz: str
    is_guest: bool = False
    deleted: bool = False
    is_stranger: bool = False
    phone: str = ""

    @property
    def team_id(self) -> str:
        """The team the person belongs to: another one's for a stranger in a shared channel."""
        return OTHER_TEAM_ID if self.is_stranger else TEAM_ID

    @property
    def email(self) -> str:
        """The address users.lookupByEmail finds the person by."""
        return f"{self.name}@talk-demo.example"


ANA = Person(
    "U0ANA00001", "ana", "Ana Lindqvist", "Support agent", "#2f6fb4", "America/Los_Angeles", phone="+1 (510) 555-0147"
)
BEN = Person("U0BEN00001", "ben", "Ben Okafor", "Support lead", "#3d8b5f", "Europe/London")
CLEO = Person("U0CLEO0001", "cleo", "Cleo Marchetti", "Support lead", "#a5527a", "Europe/Berlin")
DAN = Person("U0DAN00001", "dan", "Dan Whitaker", "Marketing", "#b0722b", "America/New_York")
PEOPLE: tuple[Person, ...] = (ANA, BEN, CLEO, DAN)


@dataclass(frozen=True, slots=True)
class Usergroup:
    """A user group: handle without the @, the ids of its people, and whether somebody disabled it."""

    id: str
    handle: str
    name: str
    users: tuple[str, ...]
    deleted: bool = False


APPROVERS = Usergroup("S0APPROVER", "talk-approvers", "Talk approvers", (BEN.id, CLEO.id))
USERGROUPS: tuple[Usergroup, ...] = (APPROVERS,)


@dataclass(frozen=True, slots=True)
class SeedChannel:
    """A channel as it is after a reset; every one of the four people is in every one."""

    id: str
    name: str
    topic: str
    bot_is_member: bool


APPROVAL_CHANNEL = SeedChannel(
    "C0APPROVAL", "talk-approvals", "What costs money or cannot be undone", bot_is_member=True
)
CHANNELS: tuple[SeedChannel, ...] = (
    SeedChannel("C0GENERAL1", "general", "Announcements for everybody", bot_is_member=True),
    SeedChannel("C0PHONEOPS", "phone-ops", "Phone numbers, voicemail and shifts", bot_is_member=True),
    APPROVAL_CHANNEL,
    SeedChannel("C0RANDOM01", "random", "Everything else", bot_is_member=False),
)
