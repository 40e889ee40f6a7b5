"""views.open, views.push, views.update, views.publish."""

from __future__ import annotations

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.refusals import Refused, missing
from bot.sandbox.slack.web_api.arguments import Arguments
from bot.sandbox.slack.web_api.method import Method, given_view
from bot.sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, args: Arguments) -> JSON:
    """Open a modal: https://docs.slack.dev/reference/methods/views.open."""
    body = _modal(args)
    trigger = workspace.triggers.look(args.required("trigger_id")[0])
    view = workspace.views.open(trigger.person, body, trigger.channel)
    trigger.used = True
    return {"view": view.as_slack()}


def push_view(workspace: Workspace, args: Arguments) -> JSON:
    """Push a modal on top of the one an interaction came from: https://docs.slack.dev/reference/methods/views.push."""
    body = _modal(args)
    trigger = workspace.triggers.look(args.required("trigger_id")[0])
    if not trigger.in_modal:
        raise Refused("not_found")
    view = workspace.views.push(trigger.person, body)
    trigger.used = True
    return {"view": view.as_slack()}


def update_view(workspace: Workspace, args: Arguments) -> JSON:
    """Replace an open view by id or external id: https://docs.slack.dev/reference/methods/views.update."""
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if not view_id and not external_id:
        raise missing("view_id")
    body = given_view(args)
    view = workspace.views.find(view_id or None, external_id or None)
    if view is None:
        raise Refused("not_found")
    return {"view": workspace.views.update(view, body, args.text("hash") or None).as_slack()}


def publish_view(workspace: Workspace, args: Arguments) -> JSON:
    """Publish a person's Home tab: https://docs.slack.dev/reference/methods/views.publish."""
    (person,) = args.required("user_id")
    body = given_view(args)
    if body["type"] != "home":
        raise Refused("invalid_arguments", ["[ERROR] must be a home view [json-pointer:/view/type]"])
    if person not in workspace.people:
        raise Refused("user_not_found")
    return {"view": workspace.views.publish(person, body, args.text("hash") or None).as_slack()}


def _modal(args: Arguments) -> JSON:
    body = given_view(args)
    if body["type"] != "modal":
        raise Refused("invalid_arguments", ["[ERROR] must be a modal view [json-pointer:/view/type]"])
    return body


METHODS = {
    "views.open": Method(open_view),
    "views.push": Method(push_view),
    "views.update": Method(update_view),
    "views.publish": Method(publish_view),
}
