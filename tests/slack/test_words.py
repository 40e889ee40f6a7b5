"""Every error in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import (
    AlreadyDecided,
    BotError,
    Busy,
    ChangeMovedOn,
    FileNotSent,
    NotAllowed,
    NotOffered,
    NotShown,
    NotUnderstood,
    Outdated,
    PurchaseUncertain,
    RecordUnreadable,
    SetChanged,
    ShiftTaken,
    StoreUnavailable,
    TimerMovedOn,
    TooLateToDecide,
    UserError,
    ZendeskCrowded,
    ZendeskError,
    ZendeskNotFound,
    ZendeskRefused,
    ZendeskThrottled,
    ZendeskUnauthorised,
    ZendeskUnavailable,
)
from bot.slack.words import record_words, words

SENTENCES = re.compile(r"[A-Z“].*[.?]", re.DOTALL)
LOCALISED = (("base", "Adresse : doit être renseignée."), ("token", "Token : est expiré."))

EXAMPLES: dict[type[BotError], BotError] = {
    NotUnderstood: NotUnderstood("A number cannot contain “#”.", suggestion="search US contains 22*"),
    SetChanged: SetChanged("a" * 20, "Night", "U0BEN", 1_795_400_000_000),
    NotAllowed: NotAllowed("Only <@U0ANA> can ask for numbers here. Ask one of them."),
    ChangeMovedOn: ChangeMovedOn("undone", "U0BEN", 1_795_400_000_000),
    TimerMovedOn: TimerMovedOn("reverted", "U0BEN", 1_795_400_000_000),
    ShiftTaken: ShiftTaken("taken", "U0BEN", 1_795_400_000_000, name="EMEA nights"),
    Outdated: Outdated("results", "US 510"),
    NotOffered: NotOffered("That number was not among these results. Pick one of those shown."),
    AlreadyDecided: AlreadyDecided("approved", "U0BEN", 1_795_400_000_000),
    TooLateToDecide: TooLateToDecide(1_795_400_000_000),
    ZendeskRefused: ZendeskRefused(422, "Record validation errors", LOCALISED, "RecordInvalid"),
    ZendeskNotFound: ZendeskNotFound(404, "Not found", code="RecordNotFound"),
    ZendeskUnauthorised: ZendeskUnauthorised(403, "Access to this resource is restricted"),
    ZendeskThrottled: ZendeskThrottled(30.0),
    ZendeskCrowded: ZendeskCrowded(),
    ZendeskUnavailable: ZendeskUnavailable("connect timeout after 5 s to 10.0.0.7", status=503),
    PurchaseUncertain: PurchaseUncertain("read timeout", status=None),
    StoreUnavailable: StoreUnavailable("TimeoutError: 1 s"),
    RecordUnreadable: RecordUnreadable("request"),
    Busy: Busy(),
    NotShown: NotShown("ratelimited"),
    FileNotSent: FileNotSent("status 503"),
}
# Never raised themselves: they are what is caught.
KINDS = {BotError, UserError, ZendeskError}


def tree(root: type[BotError]) -> Iterator[type[BotError]]:
    """Return every error class of the product."""
    yield root
    for child in root.__subclasses__():
        if child.__module__ == BotError.__module__:
            yield from tree(child)


def test_every_error_has_words_of_its_own() -> None:
    """An error added without words would be told as a fault of ours, with a reference to no log line."""
    assert set(EXAMPLES) == set(tree(BotError)) - KINDS
    said = {kind: words(error) for kind, error in EXAMPLES.items()}
    assert len(set(said.values())) == len(said)
    assert [kind for kind, text in said.items() if "Something broke" in text] == []


@pytest.mark.parametrize("error", EXAMPLES.values(), ids=lambda error: type(error).__name__)
def test_words_are_whole_sentences_without_anything_of_the_inside(error: BotError) -> None:
    """People are never told a status code, a host or a class name."""
    for said in (words(error), words(error, nothing_bought=False)):
        assert SENTENCES.fullmatch(said)
        assert not re.search(r"\b(?:403|404|422|503)\b|10\.0\.0\.7|Error|timeout|None|  ", said)


def test_a_scope_that_is_missing_is_named_with_who_can_add_it() -> None:
    """An app installed before files were sent does not have it."""
    said = words(FileNotSent("missing_scope"))
    assert "files:write" in said
    assert "Whoever runs talkbot" in said


def test_a_misunderstood_command_comes_with_one_to_copy() -> None:
    """The suggestion is text after /talk, and people type all of it."""
    said = words(EXAMPLES[NotUnderstood])
    assert said == "A number cannot contain “#”. Did you mean “/talk search US contains 22*”?"
    assert words(NotUnderstood("Say it shorter.")) == "Say it shorter."


def test_reasons_meant_for_people_are_said_as_they_are() -> None:
    """Whoever raised them knew more than this module does."""
    assert words(EXAMPLES[NotAllowed]) == "Only <@U0ANA> can ask for numbers here. Ask one of them."
    assert words(EXAMPLES[NotOffered]) == "That number was not among these results. Pick one of those shown."


def test_outdated_results_name_the_search_that_makes_them_anew() -> None:
    """The terms are what people would have to remember."""
    assert "Search again with “/talk search US 510”." in words(EXAMPLES[Outdated])
    assert "Search again with “/talk search”." in words(Outdated("results"))


def test_zendesks_own_words_are_quoted_in_the_language_they_came_in() -> None:
    """They say what is wrong better than we could guess."""
    said = words(EXAMPLES[ZendeskRefused])
    assert "Zendesk refused: “Adresse : doit être renseignée”, “Token : est expiré”." in said
    assert "Record validation errors" not in said
    assert "“Country is not available”" in words(ZendeskRefused(400, "Country is not available"))


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (ZendeskRefused(422, "x", (("address_sid", "fehlt"),)), "Admin Center, Channels, Talk, Addresses"),
        (ZendeskRefused(422, "x", (("base", "Address is required for this number"),)), "Addresses"),
        (ZendeskRefused(422, "x", (("token", "ist abgelaufen"),)), "Search again"),
        (ZendeskRefused(422, "x", (("base", "Numéro pris"),)), "pick another number"),
        (ZendeskRefused(400, "Required parameter missing: phone_number"), "Change what it names"),
    ],
)
def test_a_refusal_comes_with_what_to_do_about_it(error: ZendeskRefused, remedy: str) -> None:
    """The field says what it is about, whatever the language of the words."""
    assert remedy in words(error)


def test_a_refusal_without_a_word_is_still_a_sentence() -> None:
    """Zendesk has answered errors with an empty body."""
    assert words(ZendeskRefused(400, "", (("base", " "),))).startswith("Zendesk refused: “no reason given”. ")


def test_credentials_and_rights_are_told_apart() -> None:
    """The one is mended in the bot's settings, the other in Zendesk; neither by the person who asked."""
    assert "credentials" in words(ZendeskUnauthorised(401, "Couldn't authenticate you"))
    assert "role, scope or plan" in words(ZendeskUnauthorised(403, "Forbidden"))
    assert "whoever runs talkbot" in words(ZendeskUnauthorised(403, "Forbidden"))


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(None, "in a minute"), (0, "in a second"), (1, "in a second"), (1.5, "in 2 seconds"), (93, "in 2 minutes")],
)
def test_a_throttled_account_is_told_how_long_to_wait(seconds: float | None, wait: str) -> None:
    """As Zendesk said it, in words people use."""
    assert f"Try again {wait}." in words(ZendeskThrottled(seconds))


@pytest.mark.parametrize(
    ("error", "happened"),
    [
        (ZendeskUnavailable("no connection", sent=False), "Zendesk could not be reached."),
        (ZendeskUnavailable("read timeout"), "Zendesk gave no answer."),
        (ZendeskUnavailable("Service Unavailable", status=503), "Zendesk is having trouble right now."),
        (ZendeskUnavailable("unreadable answer", status=200), "Zendesk gave an answer that I cannot read."),
    ],
)
def test_a_zendesk_that_is_away_is_told_by_what_was_seen_of_it(error: ZendeskUnavailable, happened: str) -> None:
    """Whoever runs the bot asks what it said; all four are over in a minute, mostly."""
    assert words(error, nothing_bought=False) == f"{happened} Try again in a minute."


def test_an_order_without_an_answer_is_never_told_as_not_bought() -> None:
    """It may have been bought; only looking can tell."""
    said = words(EXAMPLES[PurchaseUncertain])
    assert said == (
        "Zendesk did not answer the order. Checking whether the number was bought; nothing will be ordered again."
    )
    assert "Nothing was bought" not in said


@pytest.mark.parametrize("kind", [ZendeskRefused, ZendeskUnauthorised, ZendeskUnavailable, StoreUnavailable, Outdated])
def test_that_nothing_was_bought_is_said_only_where_it_is_true(kind: type[BotError]) -> None:
    """The same error after the purchase, while a nickname is set, must not deny the purchase."""
    assert "Nothing was bought." in words(EXAMPLES[kind])
    assert "othing was bought" not in words(EXAMPLES[kind], nothing_bought=False)
    assert "othing was bought" not in record_words(EXAMPLES[kind])


def test_what_may_be_recorded_is_not_denied() -> None:
    """The answer of redis was lost, and with it whether the click counts; doing it again is safe."""
    said = words(StoreUnavailable("TimeoutError: 1 s", may_stand=True), nothing_bought=True, nothing_released=True)
    assert "may be recorded all the same" in said
    assert "It never counts twice." in said
    assert "Nothing was" not in said


def test_that_nothing_was_released_is_said_where_it_is_true() -> None:
    """Somebody who only looked at a number they might release."""
    said = words(ZendeskThrottled(30), nothing_bought=False, nothing_released=True)
    assert "Nothing was released. Try again in 30 seconds." in said


def test_a_fault_of_ours_has_a_reference_and_nothing_of_its_inside() -> None:
    """The reference finds the traceback in the log; its text may hold a secret."""
    said = words(ValueError("token=abc123"), ref="9QX2")
    assert said == "Something broke on our side (ref 9QX2). It is logged; nothing was bought."
    assert words(KeyError("x")) == "Something broke on our side. It is logged; nothing was bought."
    assert words(KeyError("x"), ref="9QX2", nothing_bought=False) == (
        "Something broke on our side (ref 9QX2). It is logged."
    )


@given(st.text(max_size=2000))
def test_zendesks_words_are_kept_short_and_on_one_line(text: str) -> None:
    """An error page of HTML must not fill the screen."""
    said = words(ZendeskRefused(400, text))
    assert len(said) < 600
    assert "\n" not in said


@pytest.mark.parametrize(
    ("state", "stopping", "said"),
    [
        ("pending", False, "earlier state"),
        ("holding", False, "already approved by <@U0BEN>"),
        ("done", False, "already approved by <@U0BEN>"),
        ("failed", False, "already approved by <@U0BEN>"),
        ("declined", False, "already declined by <@U0BEN>"),
        ("withdrawn", False, "already withdrawn by <@U0BEN>"),
        ("expired", False, "nobody decided in time"),
        ("stopped", True, "already stopped by <@U0BEN>"),
        ("executing", True, "too late to stop this"),
        ("done", True, "too late to stop this"),
        ("failed", True, "nothing to stop any more"),
    ],
)
def test_a_click_that_came_late_hears_who_was_first(state: str, stopping: bool, said: str) -> None:
    """Two approvers at once are one decision, and neither is left to wonder."""
    told = words(AlreadyDecided(state, "U0BEN", 1_795_400_000_000, stopping=stopping))
    assert said in told
    if "<@U0BEN>" in said:
        assert "<!date^1795400000^" in told


def test_what_zendesk_quotes_calls_nobody() -> None:
    """Its words stand on cards in channels, and an address may be named after a mention."""
    said = words(ZendeskRefused(422, "no", (("base", "<@U0ANA00001> <!channel> is wrong"),), "RecordInvalid"))
    assert "\u2039@U0ANA00001\u203a" in said
    assert "<" not in said
