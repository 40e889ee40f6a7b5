"""Keeps out of the bot's processes what libraries import beside their purpose and nothing here ever uses.

Measured on the start of `talkbot web`: a fifth of its time, and 8 MB of memory for as long as it lives.

- rich, with pygments: structlog and httpx look for it to colour what people read at a terminal. We do not use that part
  of them, and both do without.
- beartype: docket keeps results of jobs by a library that checks its own arguments' types at run time, which takes more
  to import than docket itself. Our jobs have no results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_NOT_THERE = ("rich", "pygments")
_STAND_IN = "beartype"


@contextmanager
def imports() -> Iterator[None]:
    """Import lean for as long as the context lasts; what was imported already stays as it is."""
    modules: dict[str, ModuleType | None] = dict.fromkeys(_NOT_THERE)
    modules |= {module.__name__: module for module in _beartype()}
    ours = {name: module for name, module in modules.items() if name not in sys.modules}
    # None makes an import fail as if nothing were installed.
    sys.modules.update(ours)  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in ours:
            del sys.modules[name]


def _beartype() -> tuple[ModuleType, ModuleType]:
    """Return as much of beartype as is imported by py-key-value, checking nothing."""
    package, claw = ModuleType(_STAND_IN), ModuleType(f"{_STAND_IN}.claw")
    package.__path__ = []
    vars(package).update(BeartypeConf=_Anything, BeartypeStrategy=_Anything(), beartype=_unchecked, claw=claw)
    vars(claw).update(beartype_this_package=_Anything)
    return package, claw


class _Anything:
    """A configuration that nobody reads."""

    def __init__(self, **_: Any) -> None: ...

    def __getattr__(self, name: str) -> None:
        """Return nothing for any setting."""


def _unchecked(**_: Any) -> Callable[[Any], Any]:
    """Return a decorator that leaves things as they are."""
    return lambda decorated: decorated
