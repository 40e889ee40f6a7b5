"""Warnings about many lines: each is said once, and those about the same lines are one text."""

from __future__ import annotations

from bot.talk.warned import counted


def test_warnings_about_the_same_lines_stand_together_and_name_them_once() -> None:
    """Three times the same two names is a wall that nobody reads at night."""
    said = [("Callers are cut off.", "Sales"), ("A ticket is made.", "Sales"), ("Always open.", "Night")]
    assert counted([*said, ("Callers are cut off.", "Support"), ("A ticket is made.", "Support")], 3) == (
        ("Callers are cut off. A ticket is made. This is about Sales, Support.", 2),
        ("Always open. This is about Night.", 1),
    )


def test_what_is_about_all_lines_names_none() -> None:
    """They all stand below."""
    assert counted([("Callers are cut off.", "Sales"), ("Callers are cut off.", "Support")], 2) == (
        ("Callers are cut off.", 2),
    )
