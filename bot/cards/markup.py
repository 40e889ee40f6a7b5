"""Text for Slack: what people, Zendesk and Slack wrote can be put into it and stays text.

Slack's mrkdwn has no escape for its own marks, reads control sequences such as `<!channel>` and limits every text. So
outside text enters a message only through `markup`, which makes it harmless, and is cut last, by `cut_markup`.
https://docs.slack.dev/messaging/formatting-message-text/
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import LiteralString

ELLIPSIS = "…"

_NOTHING = "—"
# Overrides and isolates of text direction: one in a name could turn the digits of a price around it.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Unicode's categories Cc, Cs, Zl and Zp, which never change: controls, lone surrogates, line and paragraph separators.
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# A mark formats only where it touches the edge of a word: "Tier_1_US" keeps its marks, "*Sales*" does not.
_FORMATTING = re.compile(r"`+|(?<!\w)[*_~]+(?=\S)|(?<=\S)[*_~]+(?!\w)")
# What `when`, `until` and `at` write, to the letter: a date of Slack's can also carry a link, and these must not.
_DAY_AND_TIME = r"(?:[A-Za-z]+ ){0,3}\{date_short_pretty\} \{time\}|at \{time\} \{date_short_pretty\}"
_KEPT = re.compile(
    r"<(?:@[UW][A-Z0-9]{2,20}|#[CG][A-Z0-9]{2,20}|!subteam\^S[A-Z0-9]{2,20}"
    rf"|!date\^\d{{1,12}}\^(?:{_DAY_AND_TIME})\|(?:[A-Za-z]+ ){{0,3}}\d{{4}}-\d\d-\d\d \d\d:\d\d UTC)>",
    re.ASCII,
)
_SLACK_ID = re.compile(r"[A-Z0-9]{1,30}")
_JOINERS = frozenset({"\u200d", "\ufe0e", "\ufe0f", *map(chr, range(0x1F3FB, 0x1F400))})
# A zero-width joiner binds what follows it too.
_BINDS_NEXT = "\u200d"
_LONGEST_ENTITY = len("&amp;")


@dataclass(frozen=True, slots=True)
class Markup:
    """mrkdwn that is ready to be sent: outside text in it is escaped already. A bare str never is mrkdwn."""

    text: str

    def __add__(self, more: Markup) -> Markup:
        """Return both, one after the other."""
        return Markup(self.text + more.text)


def markup(template: LiteralString, /, **values: str | int | Markup) -> Markup:
    """Fill the named braces of a template of ours; every value but Markup is cleaned and escaped."""
    return Markup(template.format(**{name: _harmless(value) for name, value in values.items()}))


def joined(parts: list[Markup], separator: LiteralString = " · ") -> Markup:
    """Return the parts with a separator between them."""
    return Markup(separator.join(part.text for part in parts))


def one_line(text: str) -> str:
    """Return outside text on one line, without control characters, lone surrogates and tricks of text direction."""
    return " ".join(_DIRECTION.sub("", _UNPRINTED.sub(" ", text)).split())


def short(text: str, limit: int) -> str:
    """Return outside text on one line and at most `limit` characters long, "—" where nothing is left of it."""
    return cut(one_line(text), limit) or _NOTHING


def escape(text: str) -> str:
    """Return text in which Slack sees no control sequence: the three characters it names, each once."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped(text: str) -> Markup:
    """Return outside text on one line as mrkdwn, every mark kept: for the text of a message that has blocks."""
    return Markup(escape(one_line(text)) or _NOTHING)


def identifier(text: str) -> str:
    """Return text without marks that would format it, for a place where it has to read as it is."""
    return _FORMATTING.sub("", text)


def code(text: str) -> Markup:
    """Return text in a box of fixed width, in which only a backtick has a meaning, and none is left in it."""
    return Markup(f"`{escape(one_line(text).replace('`', '')) or _NOTHING}`")


def prose(text: str) -> str | Markup:
    """Return sentences for people as they are shown best: as plain text, or as mrkdwn where they mention somebody.

    Plain text keeps every mark as it is ("contains *22*"), and only mrkdwn shows who is meant by `<@U…>`. Nothing but
    people, user groups, channels and the times of `when`, `until` and `at` has a meaning to Slack in what comes back.
    """
    kept = _KEPT.findall(text)
    if not kept:
        return text
    between = [_harmless_words(piece) for piece in _KEPT.split(text)]
    return Markup("".join(piece for pair in zip(between, [*kept, ""], strict=True) for piece in pair).strip())


def cut(text: str, limit: int) -> str:
    """Return plain text of at most `limit` characters; what is cut ends in "…", never within a character's accents."""
    if len(text) <= limit:
        return text
    return text[: _between_characters(text, limit - len(ELLIPSIS))].rstrip() + ELLIPSIS


def cut_markup(text: Markup, limit: int) -> Markup:
    """Return mrkdwn of at most `limit` characters, never cut within an escaped character or a control sequence."""
    if len(text.text) <= limit:
        return text
    end = _outside_sequences(text.text, _between_characters(text.text, limit - len(ELLIPSIS)))
    return Markup(text.text[:end].rstrip() + ELLIPSIS)


def when(ms: int, before: LiteralString = "") -> Markup:
    """Return a time (milliseconds, as redis counts them) that Slack shows in each viewer's own zone and words.

    before: words that lead to it, such as "bought". They stand inside, because Slack begins a time that opens with
    "today" with a capital.
    """
    lead = f"{before} " if before else ""
    return Markup(f"<!date^{ms // 1000}^{lead}{{date_short_pretty}} {{time}}|{lead}{_utc(ms)}>")


def until(ms: int) -> Markup:
    """Return "until …" with a time as `when` shows it."""
    return when(ms, "until")


def at(ms: int) -> Markup:
    """Return "at 14:22 today", to end a sentence that says what happened; `at(ms).text` goes into plain sentences."""
    return Markup(f"<!date^{ms // 1000}^at {{time}} {{date_short_pretty}}|at {_utc(ms)}>")


def day(ms: int, before: LiteralString) -> Markup:
    """Return a day alone, after a word that leads to it: "since Apr 13, 2019"."""
    fallback = datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%d UTC")
    return Markup(f"<!date^{ms // 1000}^{before} {{date_short}}|{before} {fallback}>")


def ago(ms: int, before: LiteralString) -> Markup:
    """Return how long ago something was, after a word that leads to it, "read 20 seconds ago", as long as it is shown.

    https://docs.slack.dev/messaging/formatting-message-text/#date-formatting
    """
    return Markup(f"<!date^{ms // 1000}^{before} {{ago}}|{before} {_utc(ms)}>")


def mention(person: str) -> Markup:
    """Return a mention of a Slack user by id; anything that is no id is shown as text."""
    return Markup(f"<@{person}>") if _SLACK_ID.fullmatch(person) else markup("{person}", person=person)


def group_mention(group: str) -> Markup:
    """Return a mention of a Slack user group by id; anything that is no id is shown as text."""
    return Markup(f"<!subteam^{group}>") if _SLACK_ID.fullmatch(group) else markup("{group}", group=group)


def channel_mention(channel: str) -> Markup:
    """Return a link to a Slack channel by id; anything that is no id is shown as text."""
    return Markup(f"<#{channel}>") if _SLACK_ID.fullmatch(channel) else markup("{channel}", channel=channel)


def _utc(ms: int) -> str:
    """Return the time for whoever does not see Slack's own form of it; of a damaged record, one that no clock shows."""
    try:
        return datetime.fromtimestamp(ms // 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except (OverflowError, ValueError, OSError):
        return "at a time unknown, UTC"


def _harmless(value: str | int | Markup) -> str:
    if isinstance(value, Markup):
        return value.text
    return _harmless_words(str(value)).strip() or _NOTHING


def _harmless_words(text: str) -> str:
    """Escape and clean, and keep the spaces at both ends, which separate the words from what stands beside them."""
    words = escape(identifier(one_line(text)))
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{words}{after}" if words else before


def _between_characters(text: str, end: int) -> int:
    """Return the last place up to `end` that is not within what reads as one character."""
    place = end
    while place > 0 and (_continues(text[place]) or text[place - 1] == _BINDS_NEXT):
        place -= 1
    return place or end


def _continues(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) in {"Mn", "Mc", "Me"}


def _outside_sequences(text: str, end: int) -> int:
    """Return `end`, or where the entity or the control sequence begins that it would cut."""
    opened = text.rfind("<", 0, end)
    if opened > text.rfind(">", 0, end):
        return opened
    entity = text.rfind("&", max(0, end - _LONGEST_ENTITY + 1), end)
    return entity if entity >= 0 and ";" not in text[entity:end] else end
