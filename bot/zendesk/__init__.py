"""A client of the Zendesk Talk API: phone numbers, addresses, and the names behind the ids on a number.

Stands alone: it knows the errors of `bot.errors` and nothing else of this product.
"""

from bot.zendesk.auth import ApiToken, Auth, BearerToken, ClientCredentials
from bot.zendesk.calls import INCLUDES
from bot.zendesk.client import TalkClient
from bot.zendesk.models import (
    Address,
    AvailableNumber,
    Brand,
    Capabilities,
    Greeting,
    GreetingCategory,
    Group,
    Interval,
    Ivr,
    NumberSettings,
    OAuthToken,
    OverflowNumber,
    PhoneNumber,
    Schedule,
    User,
)
from bot.zendesk.updates import NumberUpdate, OverflowUpdate, SettingsUpdate

__all__ = [
    "INCLUDES",
    "Address",
    "ApiToken",
    "Auth",
    "AvailableNumber",
    "BearerToken",
    "Brand",
    "Capabilities",
    "ClientCredentials",
    "Greeting",
    "GreetingCategory",
    "Group",
    "Interval",
    "Ivr",
    "NumberSettings",
    "NumberUpdate",
    "OAuthToken",
    "OverflowNumber",
    "OverflowUpdate",
    "PhoneNumber",
    "Schedule",
    "SettingsUpdate",
    "TalkClient",
    "User",
]
