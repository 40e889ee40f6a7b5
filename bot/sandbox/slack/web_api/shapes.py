"""Objects of the Web API: users, conversations, user groups."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.conversations import CREATED, Conversation
from bot.sandbox.slack.people import (
    APP_ID,
    BOT_ID,
    BOT_NAME,
    BOT_USER_ID,
    TEAM_ID,
    Person,
    Usergroup,
)
from bot.sandbox.slack.workspace import Workspace


def user(workspace: Workspace, person: Person, *, with_locale: bool = False) -> JSON:
    """Return a user object; the email only for an app that may read it."""
    profile = {
        "title": person.title,
        "phone": person.phone,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "team": person.team_id,
    }
    if "users:read.email" in workspace.settings.scopes:
        profile["email"] = person.email
    shape: JSON = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color.removeprefix("#"),
        "real_name": person.real_name,
        **_clock(person.tz),
        "profile": profile,
        **_roles(is_guest=person.is_guest),
        "is_bot": False,
        "is_app_user": False,
        "updated": CREATED,
        "who_can_share_contact_card": "EVERYONE",
    }
    if person.is_stranger:
        shape["is_stranger"] = True
    return shape | {"locale": "en-US"} if with_locale else shape


def bot_user() -> JSON:
    """Return the user object of the app's own bot user."""
    profile = {"title": "", "real_name": BOT_NAME, "display_name": "", "team": TEAM_ID}
    return {
        "id": BOT_USER_ID,
        "team_id": TEAM_ID,
        "name": BOT_NAME,
        "deleted": False,
        "color": "4a5568",
        "real_name": BOT_NAME,
        "tz": "UTC",
        "tz_label": datetime.now(UTC).tzname(),
        "tz_offset": 0,
        "profile": profile | {"api_app_id": APP_ID, "bot_id": BOT_ID, "always_active": True},
        **_roles(is_guest=False),
        "is_bot": True,
        "is_app_user": False,
        "updated": CREATED,
    }


def conversation(where: Conversation, *, with_count: bool = False) -> JSON:
    """Return a conversation object as the app sees it."""
    if where.is_im:
        return {
            "id": where.id,
            "created": CREATED,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": TEAM_ID,
            "updated": CREATED * 1000,
            "user": where.person,
            "is_user_deleted": False,
            "priority": 0,
        }
    described = {"creator": "", "last_set": 0}
    shape: JSON = {
        "id": where.id,
        "name": where.name,
        "is_channel": not where.is_private,
        "is_group": where.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": where.is_private,
        "created": CREATED,
        "is_archived": where.is_archived,
        "is_general": where.name == "general",
        "unlinked": 0,
        "name_normalized": where.name,
        "is_shared": where.is_ext_shared,
        "is_org_shared": False,
        "is_ext_shared": where.is_ext_shared,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": TEAM_ID,
        "updated": CREATED * 1000,
        "creator": "U0ANA00001",
        "shared_team_ids": [TEAM_ID],
        "is_member": BOT_USER_ID in where.members,
        "topic": {"value": where.topic, **described},
        "purpose": {"value": "", **described},
        "previous_names": [],
    }
    return shape | {"num_members": len(where.members)} if with_count else shape


def usergroup(group: Usergroup, *, with_users: bool, with_count: bool) -> JSON:
    """Return a user group object."""
    shape: JSON = {
        "id": group.id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": CREATED,
        "date_update": CREATED,
        "date_delete": CREATED if group.deleted else 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": "U0BEN00001",
        "updated_by": "U0BEN00001",
        "deleted_by": "U0BEN00001" if group.deleted else None,
        "prefs": {"channels": [], "groups": []},
    }
    if with_users:
        shape["users"] = list(group.users)
    return shape | {"user_count": len(group.users)} if with_users or with_count else shape


def _clock(tz: str) -> JSON:
    """Return what is said of somebody's time zone: nothing at all where none is known."""
    if not tz:
        return {}
    now = datetime.now(zoneinfo.ZoneInfo(tz))
    offset = now.utcoffset()
    return {"tz": tz, "tz_label": now.tzname(), "tz_offset": int(offset.total_seconds()) if offset else 0}


def _roles(*, is_guest: bool) -> JSON:
    return {
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": is_guest,
        "is_ultra_restricted": False,
    }
