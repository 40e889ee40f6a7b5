"""What can be chosen about the simulated account, and the credentials it takes."""

from __future__ import annotations

from dataclasses import dataclass, field

_KNOWN_TO_ALL = "sandbox-token"
_ALSO_KNOWN_TO_ALL = "sandbox-client-secret"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the simulator lets in. Fixed and public: they open nothing but a simulation on loopback.

    access_token is a ready OAuth bearer token that never expires; the same text is the API token of `email`.
    """

    access_token: str = _KNOWN_TO_ALL
    email: str = "ana@sandbox.example"
    api_token: str = _KNOWN_TO_ALL
    client_id: str = "talkbot_sandbox"
    client_secret: str = _ALSO_KNOWN_TO_ALL


@dataclass(frozen=True, slots=True)
class TalkApi:
    """How the simulated account behaves. Seconds where not said otherwise.

    purchase_delay: how long an order takes (Zendesk was seen to take 2 to 6); token_ttl: how long the token of a
    search result can be ordered; access_token_ttl: default lifetime of an issued OAuth token; rate_limit: requests a
    minute; settings_replaced: a PUT with some settings puts all others to their defaults instead of keeping them;
    settings_shown: include=settings shows the settings; without, they are written all the same and never shown;
    omnichannel: omnichannel routing is on; forwarding_caller_id: numbers have that setting, which is newer than the
    document; talk_enterprise: the plan lets one change call_offering_duration; trial: a trial account, which may
    neither list, search, order nor delete; talk: the plan has Talk; role: of whoever the credentials act as, where
    end-user stands for nobody whom Zendesk knows; suspended: whether they are; scopes: the most that OAuth tokens may
    do, with blanks between; access_token_left: how long the fixed access token is said to live yet, 0 for ever.
    """

    purchase_delay: float = 0.8
    token_ttl: float = 30 * 60
    access_token_ttl: int = 30 * 60
    rate_limit: int = 2500
    settings_replaced: bool = False
    settings_shown: bool = True
    omnichannel: bool = False
    forwarding_caller_id: bool = True
    talk_enterprise: bool = True
    trial: bool = False
    talk: bool = True
    role: str = "admin"
    suspended: bool = False
    scopes: str = "read write"
    access_token_left: int = 0
    credentials: Credentials = field(default_factory=Credentials)
