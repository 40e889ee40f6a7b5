"""A search as our own buttons and views remember it: the /talk text that means it, read again at the click."""

from __future__ import annotations

from bot.model import SearchTerms
from bot.slack.grammar import Search, parse


def remembered_terms(search_text: str | None) -> SearchTerms | None:
    """Return the terms of a text such as "US 510", None where there is none or it names nothing to search for.

    Raises NotUnderstood for a text that is not one of ours.
    """
    if search_text is None:
        return None
    command = parse(f"search {search_text}")
    return command.terms if isinstance(command, Search) else None
