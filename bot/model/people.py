"""People as Slack knows them, as far as rights depend on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in Slack, as a signed request names them: ids only, since names change."""

    team: str
    id: str


@dataclass(frozen=True, slots=True)
class Member:
    """What Slack says of one person, as far as rights depend on it. zone: their IANA time zone, "" where unknown."""

    active: bool
    guest: bool
    foreign: bool = False
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Directory:
    """Who people are and who is in which group, as last read from Slack. at_ms: redis's time of the reading.

    members: whoever the settings name, and whoever was looked up; groups: those that could be read, the rest absent.
    """

    at_ms: int
    members: dict[str, Member]
    groups: dict[str, frozenset[str]]
