"""Block Kit as Slack judges and stores it, written from its documentation as data and a few checks."""

from bot.sandbox.slack.blocks.rules import Problem
from bot.sandbox.slack.blocks.stored import fill_texts, stored_blocks, stored_text
from bot.sandbox.slack.blocks.surfaces import message_problems, options_problems, view_problems
from bot.sandbox.slack.blocks.walk import JSON, blocks_within, elements_within, find_element

__all__ = [
    "JSON",
    "Problem",
    "blocks_within",
    "elements_within",
    "fill_texts",
    "find_element",
    "message_problems",
    "options_problems",
    "stored_blocks",
    "stored_text",
    "view_problems",
]
