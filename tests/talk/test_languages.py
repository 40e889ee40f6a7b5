"""Languages by two letters and by name."""

from __future__ import annotations

import pytest

from bot.talk.languages import language_code, language_name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("de", "de"),
        (" DE ", "de"),
        ("German", "de"),
        ("japanese", "ja"),
        ("Portuguese", "pt"),
        ("pt-BR", None),
        ("xx", None),
        ("deu", None),
        ("", None),
    ],
)
def test_a_language_is_typed_as_two_letters_or_by_name(typed: str, code: str | None) -> None:
    """ISO 639-1 is what the document takes."""
    assert language_code(typed) == code


def test_zendesk_has_a_spelling_of_its_own_for_one() -> None:
    """Its greetings end in "jp"; nobody is to enter that."""
    assert language_name("jp") == language_name("ja") == "Japanese"
    assert language_code("jp") is None
    assert language_name("xx") is None
