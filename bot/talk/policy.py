"""Who may do what: pure rules over what the settings name and what Slack said of people.

| may      | who                                                                                   |
|----------|---------------------------------------------------------------------------------------|
| read     | every full member                                                                     |
| request  | requesters; `*`: every full member                                                    |
| decide   | approvers who were so when it was asked and still are, but never whoever asked        |
| withdraw | whoever asked, and nobody else                                                        |
| operate  | operators; unset: the approvers, or without approvals the requesters                  |
| stop     | whoever asked, approvers, operators; where deletions need no approval, the requesters |

Guests, people of other organisations and people who left do none of it, whatever the settings name, but withdraw what
they asked for.
What is not known is not allowed: people Slack did not name, groups that could not be read, a reading that is too old.
Whoever asked is known by their id alone, so that no payload makes two people of one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.errors import NotAllowed
from bot.model import AnyRequest, Directory, Person

EVERYBODY = "*"
_NAMED_IN_WORDS = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """The people the settings name, by ids of people (U…) and user groups (S…); requesters and operators may be `*`.

    approvals: the kinds of request ("purchase", "deletion") that a colleague has to approve; channel: where the cards
    to decide on go, None where nothing is decided.
    """

    team: str
    requesters: frozenset[str]
    approvers: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()
    approvals: frozenset[str] = frozenset()
    channel: str | None = None

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is named directly."""
        return frozenset(name for name in self._named if not name.startswith("S") and name != EVERYBODY)

    @property
    def groups(self) -> frozenset[str]:
        """Every user group that is named."""
        return frozenset(name for name in self._named if name.startswith("S"))

    @property
    def approver_groups(self) -> tuple[str, ...]:
        """The user groups among the approvers."""
        return tuple(sorted(name for name in self.approvers if name.startswith("S")))

    @property
    def who_approves(self) -> str:
        """The approvers as they are said to people: mentions of people and user groups."""
        return _who(self.approvers)

    @property
    def _named(self) -> frozenset[str]:
        return self.requesters | self.approvers | self.operators

    def needs_approval(self, kind: str) -> bool:
        """Whether a colleague has to approve this kind of request."""
        return kind in self.approvals

    def check_may_read(self, person: Person, directory: Directory | None) -> Directory:
        """Return the directory if `person` is a full member here. Raises NotAllowed with the reason."""
        if directory is None:
            raise NotAllowed(
                "I could not read this workspace's members for a while, so nobody can do anything here right now. "
                "Try again in a minute; if it stays, tell whoever runs talkbot."
            )
        if person.team != self.team:
            raise NotAllowed("Only people of this workspace can use talkbot, not people of other organisations.")
        member = directory.members.get(person.id)
        if member is None:
            raise NotAllowed("I do not know you as a member of this workspace yet. Try again in a few minutes.")
        if not member.active:
            raise NotAllowed("Slack says that this account is deactivated or a bot, so it cannot use talkbot.")
        if member.guest or member.foreign:
            raise NotAllowed("Guests and people of other organisations cannot use talkbot. Ask a full member.")
        return directory

    def check_may_request(self, person: Person, directory: Directory | None) -> None:
        """Return if `person` may ask for a purchase or a deletion. Raises NotAllowed with the reason."""
        known = self.check_may_read(person, directory)
        if not _is_among(self.requesters, person.id, known):
            raise NotAllowed(_why_not(self.requesters, known, "ask for this here", "TALK_REQUESTERS"))

    def check_may_operate(self, person: Person, directory: Directory | None) -> None:
        """Return if `person` may change numbers and voicemail. Raises NotAllowed with the reason."""
        known = self.check_may_read(person, directory)
        if not _is_among(self._effective_operators, person.id, known):
            raise NotAllowed(_why_not(self._effective_operators, known, "change numbers here", "TALK_OPERATORS"))

    def eligible(self, requester: Person, directory: Directory) -> tuple[str, ...]:
        """Return who may decide on what `requester` asks: approvers who are active, full members, and somebody else.

        Raises NotAllowed where there is nobody, with the reason and what to do.
        """
        approvers = _resolved(self.approvers, directory)
        able = {name for name in approvers if _is_full_member(name, directory)}
        if others := sorted(able - {requester.id}):
            return tuple(others)
        raise NotAllowed(f"{self._nobody(directory, approvers, able)} Nothing was asked for.")

    def check_may_decide(self, person: Person, request: AnyRequest, directory: Directory | None) -> None:
        """Return if `person` may approve or decline `request`. Raises NotAllowed with the reason."""
        known = self.check_may_read(person, directory)
        if person.id == request.requested_by.id:
            raise NotAllowed(
                f"You asked for this one, so a colleague has to decide. Approvers: {_who(self.approvers)}."
            )
        if not _is_among(self.approvers, person.id, known):
            raise NotAllowed(_why_not(self.approvers, known, "decide this", "TALK_APPROVERS"))
        if person.id not in request.eligible:
            raise NotAllowed(
                "You became an approver after this was asked for, so you cannot decide it. "
                f"Ask {_who(frozenset(request.eligible))}."
            )

    def check_may_withdraw(self, person: Person, request: AnyRequest) -> None:
        """Return if `person` asked for it. Raises NotAllowed."""
        if person != request.requested_by:
            raise NotAllowed(f"Only <@{request.requested_by.id}>, who asked for it, can withdraw it.")

    def check_may_ask_again(self, person: Person, request: AnyRequest) -> None:
        """Return if `person` asked for it before; what they may now is another question. Raises NotAllowed."""
        if person != request.requested_by:
            raise NotAllowed(
                f"Only <@{request.requested_by.id}>, who asked for it, can ask for it again from here. "
                "To ask for it yourself, begin with “/talk search” or “/talk delete”."
            )

    def check_may_stop(self, person: Person, request: AnyRequest, directory: Directory | None) -> None:
        """Return if `person` may stop a deletion that is on hold. Raises NotAllowed with the reason."""
        known = self.check_may_read(person, directory)
        may = self.approvers | self._effective_operators
        if not self.needs_approval("deletion"):
            may |= self.requesters
        if person.id != request.requested_by.id and not _is_among(may, person.id, known):
            asker = f"<@{request.requested_by.id}>, who asked for it, can stop it too."
            raise NotAllowed(f"{_why_not(may, known, 'stop this', 'TALK_APPROVERS and TALK_OPERATORS')} {asker}")

    def check_still_approved(self, request: AnyRequest, directory: Directory) -> None:
        """Return if whoever approved `request` could do so now, by a reading just made. Raises NotAllowed."""
        if not request.needs_approval:
            return
        approver = request.decided_by
        if approver is None:
            raise NotAllowed("Nobody has approved it.")
        still = (
            approver in request.eligible
            and approver != request.requested_by.id
            and _is_among(self.approvers, approver, directory)
            and _is_full_member(approver, directory)
        )
        if not still:
            raise NotAllowed(
                f"<@{approver}>, who approved it, may not approve any more. Ask for it anew if it is still wanted."
            )

    @property
    def _effective_operators(self) -> frozenset[str]:
        if self.operators:
            return self.operators
        return self.approvers if self.approvals else self.requesters

    def _nobody(self, directory: Directory, approvers: Collection[str], able: Collection[str]) -> str:
        """Return why there is nobody to decide, and what to do about it."""
        if not self.approvers:
            return "Nobody is named to approve this. Whoever runs talkbot has to set TALK_APPROVERS."
        if able:
            who = _who(self.approvers)
            return f"You are the only one who could approve this, and a colleague has to. Approvers: {who}."
        if unread := _unread(self.approvers, directory):
            return (
                f"I cannot read who is in {_who(unread)}, so nobody can approve this. "
                "Whoever runs talkbot has to look at TALK_APPROVERS."
            )
        if not approvers:
            return f"Nobody is in {_who(self.approvers)}, so nobody can approve this. Add a colleague to it in Slack."
        return f"None of {_who(self.approvers)} is an active, full member, so nobody can approve this."


def _is_among(names: frozenset[str], person: str, directory: Directory) -> bool:
    return EVERYBODY in names or person in _resolved(names, directory)


def _resolved(names: frozenset[str], directory: Directory) -> frozenset[str]:
    """Return the people that names stand for; a group that could not be read stands for nobody."""
    people = {name for name in names if not name.startswith("S")}
    return frozenset(people.union(*(directory.groups.get(name, frozenset()) for name in names)))


def _unread(names: frozenset[str], directory: Directory) -> frozenset[str]:
    """Return the groups among names that Slack would not tell us about."""
    return frozenset(name for name in names if name.startswith("S") and name not in directory.groups)


def _why_not(names: frozenset[str], directory: Directory, doing: str, setting: str) -> str:
    """Return why somebody is not among names, and what to do about it. doing: words after "can"; setting: its names."""
    if not names:
        return f"Nobody is named who can {doing}. Whoever runs talkbot has to look at {setting}."
    if unread := _unread(names, directory):
        return (
            f"I cannot read who is in {_who(unread)}, so I do not know whether you can {doing}. "
            f"Try again in a few minutes; if it stays, whoever runs talkbot has to look at {setting}."
        )
    if not _resolved(names, directory):
        return f"Nobody is in {_who(names)}, so nobody can {doing}. Add people to it in Slack."
    return f"Only {_who(names)} can {doing}. Ask one of them."


def _is_full_member(person: str, directory: Directory) -> bool:
    member = directory.members.get(person)
    return member is not None and member.active and not member.guest and not member.foreign


def _who(names: frozenset[str]) -> str:
    named = [f"<!subteam^{name}>" if name.startswith("S") else f"<@{name}>" for name in sorted(names - {EVERYBODY})]
    more = len(named) - _NAMED_IN_WORDS
    shown = ", ".join(named[:_NAMED_IN_WORDS]) or "nobody"
    return f"{shown} and {more} more" if more > 0 else shown
