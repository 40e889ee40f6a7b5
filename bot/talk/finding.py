"""Which of the account's lines somebody means, or in words that there is none."""

from __future__ import annotations

from bot.errors import NotUnderstood
from bot.model import Line
from bot.talk.line_search import nearest
from bot.talk.lines import Lines
from bot.talk.quoting import outside

_QUOTED = 60


async def find_lines(lines: Lines, text: str, command: str) -> tuple[Line, ...]:
    """Return the lines that `text` may mean; all of them for none. command: what was typed after /talk, "delete".

    Raises NotUnderstood with the nearest names, ZendeskError, StoreUnavailable.
    """
    if not text.strip():
        return (await lines.all()).lines
    found, inventory = await lines.find(text)
    if found:
        return found
    near = nearest(text, inventory.lines)
    meant = f"Did you mean {outside(' or '.join(near))}?" if near else f"“/talk {command}” alone shows all of them."
    raise NotUnderstood(f"This account has no number or nickname “{outside(text, _QUOTED)}”. {meant}")
