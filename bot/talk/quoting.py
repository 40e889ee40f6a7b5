"""Text from outside within a sentence of ours: it names nobody and calls nobody."""

from __future__ import annotations

# In our own sentences `<@U…>` mentions somebody; in what Zendesk or people wrote it must not.
_HARMLESS = str.maketrans({"<": "\u2039", ">": "\u203a"})


def outside(text: str, longest: int = 300) -> str:
    """Return text from outside on one line and at most `longest` characters, its angle brackets as other marks."""
    line = " ".join(text.split()).translate(_HARMLESS)
    return f"{line[: longest - 1]}…" if len(line) > longest else line
