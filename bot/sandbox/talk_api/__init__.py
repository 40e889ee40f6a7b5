"""A Zendesk Talk account on this machine, for any Zendesk client.

It answers as Zendesk was seen to answer; what nobody has published is assumed, and every assumption is in
`assumptions.py`. Numbers come from fictional ranges where a country has them. Nothing here can reach Zendesk.
"""

from bot.sandbox.talk_api.app import create_app
from bot.sandbox.talk_api.settings import Credentials, TalkApi

__all__ = ["Credentials", "TalkApi", "create_app"]
