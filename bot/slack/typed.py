"""Text as phones, keyboards and Slack hand it over, made plain: one kind of quote, dash, digit and space.

Slack escapes `&`, `<` and `>` and, with `should_escape`, puts links and mentions in angle brackets
(docs.slack.dev, "Implementing slash commands" and "Formatting message text").
"""

from __future__ import annotations

import re
import unicodedata

LONGEST_TEXT = 200
"""Characters of a command once it is plain; nobody types more than this by intention."""

# <target> or <target|label>. What a person types as < or > arrives escaped and cannot be taken for one of these.
_LINK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
MENTION = re.compile(r"<[@#!][^<>]*>")
"""A person, channel or user group as Slack writes them: `<@U…|name>`, `<#C…|name>`, `<!subteam^S…|@name>`."""

# What keyboards put for the straight quotes and the hyphen; dashes that Unicode itself calls dashes are found by their
# category. A backtick is there only where an example was copied from a message.
_KEYS = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u2036\u275d\u275e", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u2035\u00b4\u275b\u275c\u02bc", "'")
    | dict.fromkeys("\u2212\u2043", "-")
    | {"`": ""}
)
# Categories of characters that nobody sees: format marks (a phone copies numbers with them), controls, halves of
# characters, unassigned ones, and the marks that choose between two looks of the character before.
_INVISIBLE = frozenset({"Cf", "Cc", "Cs", "Co", "Cn"})
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def plain(text: str) -> str:
    """Return text on one line with ASCII quotes, dashes, digits and single spaces, links as what they show.

    Mentions stay as Slack wrote them, so that whoever needs the id finds it. The text may be longer or shorter.
    """
    shown = _LINK.sub(_shown, text)
    unescaped = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    # Quotes first: NFKC takes some of them apart, into a space and an accent.
    normal = unicodedata.normalize("NFKC", unescaped.translate(_KEYS))
    return " ".join("".join(_plain_char(char) for char in normal).split())


def shown_mentions(text: str) -> str:
    """Return plain text with mentions as what they show: a group typed as "@emea" may be a user group in Slack too."""
    return MENTION.sub(lambda mention: f"@{mention[0].partition('|')[2].strip('<>@#')}", text)


def shortened(text: str, longest: int = 40) -> str:
    """Return text as it can be quoted in a sentence: at most that many characters, with … where it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _shown(link: re.Match[str]) -> str:
    target, label = link[1], link[2]
    if MENTION.fullmatch(link[0]):
        return link[0]
    if target.startswith("tel:"):
        # The label is the number as it was typed, the target the same as a phone would dial it.
        return target.removeprefix("tel:")
    return label or target.removeprefix("mailto:")


def _plain_char(char: str) -> str:
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return "" if category in _INVISIBLE or ord(char) in _VARIATION_SELECTORS else char
