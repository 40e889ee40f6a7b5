"""Composition objects: texts, options, confirmations. https://docs.slack.dev/reference/block-kit/composition-objects."""

from __future__ import annotations

from bot.sandbox.slack.blocks.rules import ByType, Choice, Fields, Flag, Items, Text, constant, exactly_one

URL = Text(3000, pattern=r"(https?://[^\s/]\S*|(mailto|tel|slack):\S+)", must="must be a valid url")
WEB_URL = Text(3000, pattern=r"https?://[^\s/]\S*", must="must be a valid url")
PERSON_ID = Text(pattern=r"[UW][A-Z0-9]+", must="must be a valid user id")
CHANNEL_ID = Text(pattern=r"[CG][A-Z0-9]+", must="must be a valid channel id")
CONVERSATION_ID = Text(pattern=r"[CGDUW][A-Z0-9]+", must="must be a valid conversation id")
IDENTIFIER = Text(255)


def plain_text(most: int = 3000) -> Fields:
    """Return the rule of a plain_text object."""
    return Fields({"type": constant("plain_text"), "text": Text(most)}, {"emoji": Flag()})


def mrkdwn(most: int = 3000) -> Fields:
    """Return the rule of a mrkdwn object."""
    return Fields({"type": constant("mrkdwn"), "text": Text(most)}, {"verbatim": Flag()})


def any_text(most: int = 3000) -> ByType:
    """Return the rule of a place that takes either kind of text."""
    return ByType({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


PLACEHOLDER = plain_text(150)
OPTION = Fields({"text": plain_text(75), "value": Text(150)}, {"description": plain_text(75)})
OVERFLOW_OPTION = Fields({"text": plain_text(75), "value": Text(150)}, {"description": plain_text(75), "url": URL})
MARKED_OPTION = Fields({"text": any_text(75), "value": Text(150)}, {"description": any_text(75)})
OPTION_GROUP = Fields({"label": plain_text(75), "options": Items(OPTION, 100)})
CONFIRM = Fields(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": Choice(("primary", "danger"))},
)
DISPATCH_ACTION_CONFIG = Fields(
    {"trigger_actions_on": Items(Choice(("on_enter_pressed", "on_character_entered")), 2, unique=True)},
)
CONVERSATION_FILTER = Fields(
    optional={
        "include": Items(Choice(("im", "mpim", "private", "public")), 4, unique=True),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
)
SLACK_FILE = Fields(optional={"id": Text(), "url": WEB_URL}, checks=(exactly_one("id", "url"),))
OPTIONS_ANSWER = Fields(
    optional={"options": Items(OPTION, 100, least=0), "option_groups": Items(OPTION_GROUP, 100, least=0)},
    checks=(exactly_one("options", "option_groups"),),
)
