"""The names of all settings, as they stand in the environment or in `.env`. Only `bot.settings` reads what they say."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_QUOTES = "\"'"


class UnreadableFile(Exception):
    """The file with settings cannot be read. As text it says why, and what to do."""


class Environment(BaseSettings):
    """Every setting as it stands in the environment or in `.env`, unread. An empty value counts as not set."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_api_url: str | None = None
    zendesk_subdomain: str | None = None
    zendesk_url: str | None = None
    zendesk_client_id: str | None = None
    zendesk_client_secret: SecretStr | None = None
    zendesk_access_token: SecretStr | None = None
    zendesk_email: str | None = None
    zendesk_api_token: SecretStr | None = None
    redis_url: SecretStr | None = None
    talkbot_data_dir: str | None = None
    host: str | None = None
    port: str | None = None
    metrics_port: str | None = None
    talk_approval_channel: str | None = None
    talk_approvers: str | None = None
    talk_requesters: str | None = None
    talk_operators: str | None = None
    talk_approvals: str | None = None
    talk_max_monthly_price: str | None = None
    talk_monthly_budget: str | None = None
    talk_search_ttl: str | None = None
    talk_approval_ttl: str | None = None
    talk_deletion_hold: str | None = None
    talk_timezone: str | None = None
    log_level: str | None = None
    log_format: str | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _without_quotes(cls, value: Any) -> Any:
        """Take off quotes around a whole value: `docker run --env-file` leaves them on, and no setting has any."""
        if not isinstance(value, str):
            return value
        text = value.strip()
        return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in _QUOTES else text


def read(env_file: str | None) -> Environment:
    """Return what is set in the environment and in `env_file`, which need not be there. Raises UnreadableFile."""
    try:
        return Environment(_env_file=env_file)
    except UnicodeDecodeError:
        why = "it is not UTF-8 text"
    except OSError as error:
        why = f"it cannot be read ({error.strerror})"
    raise UnreadableFile(f"{env_file}: {why}; save it as plain UTF-8 text that whoever starts the bot may read")
