"""The whole picture the page draws for one person."""

from __future__ import annotations

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.delivery import Deliveries
from bot.sandbox.slack.people import (
    APP_ID,
    BOT_ID,
    BOT_NAME,
    BOT_USER_ID,
    TEAM_DOMAIN,
    TEAM_ID,
    TEAM_NAME,
    Person,
)
from bot.sandbox.slack.step_runs import as_page
from bot.sandbox.slack.views import View
from bot.sandbox.slack.workspace import Workspace


def state_for(workspace: Workspace, deliveries: Deliveries, person: Person) -> JSON:
    """Return what `GET /page/state` answers."""
    workspace.conversations.dm_with(person.id)
    home = workspace.views.home(person.id)
    settings = workspace.settings
    return {
        "team": {"id": TEAM_ID, "name": TEAM_NAME, "domain": TEAM_DOMAIN},
        "me": person.id,
        "people": [_person(workspace, each) for each in workspace.people.values()],
        "bot": {
            "user_id": BOT_USER_ID,
            "name": BOT_NAME,
            "app_id": APP_ID,
            "bot_id": BOT_ID,
            "reachable": deliveries.reachable,
        },
        "channels": _channels(workspace, person),
        "dms": _dms(workspace, person),
        "commands": [
            {"command": each.command, "description": each.description, "usage_hint": each.usage_hint}
            for each in settings.commands
        ],
        "shortcuts": [
            {"callback_id": each.callback_id, "name": each.name, "description": each.description, "type": each.type}
            for each in settings.shortcuts
        ],
        "workflows": as_page(settings.functions or {}, workspace.runs),
        "home": None if home is None else page_view(home),
        "modals": [page_view(view) for view in workspace.views.stack(person.id)],
        "users": _users(workspace),
        "usergroups": {each.id: {"handle": each.handle, "name": each.name} for each in workspace.usergroups.values()},
    }


def messages_for(workspace: Workspace, person: Person, channel: str, thread: str | None) -> list[JSON]:
    """Return what a person sees of a conversation, or of one thread in it, oldest first."""
    where = workspace.conversation_of(person.id, channel)
    seen = workspace.messages.seen_by(where.id, person.id)
    if thread is None:
        wanted = [message for message in seen if message.thread_ts is None]
    else:
        wanted = [message for message in seen if thread in {message.ts, message.thread_ts}]
    return [workspace.messages.as_page(message) for message in wanted]


def page_view(view: View) -> JSON:
    """Return a view as stored, with what the client shows at its foot."""
    return {**view.as_slack(), "client_error": view.client_error}


def _person(workspace: Workspace, person: Person) -> JSON:
    names = ("id", "name", "real_name", "title", "is_guest", "color")
    groups = [group.handle for group in workspace.usergroups.values() if person.id in group.users and not group.deleted]
    return {name: getattr(person, name) for name in names} | {"groups": groups}


def _channels(workspace: Workspace, person: Person) -> list[JSON]:
    return [
        {
            "id": where.id,
            "name": where.name,
            "topic": where.topic,
            "is_private": False,
            "is_member": person.id in where.members,
            "bot_is_member": BOT_USER_ID in where.members,
            "unread": workspace.unread(person.id, where),
        }
        for where in workspace.conversations.all()
        if not where.is_im
    ]


def _dms(workspace: Workspace, person: Person) -> list[JSON]:
    return [
        {"id": where.id, "with": BOT_USER_ID, "name": BOT_NAME, "unread": workspace.unread(person.id, where)}
        for where in workspace.conversations.all()
        if where.person == person.id
    ]


def _users(workspace: Workspace) -> JSON:
    users: JSON = {
        person.id: {"name": person.name, "real_name": person.real_name, "is_bot": False}
        for person in workspace.people.values()
    }
    return users | {BOT_USER_ID: {"name": BOT_NAME, "real_name": BOT_NAME, "is_bot": True}}
