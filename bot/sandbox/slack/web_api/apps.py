"""What is neither message, view, conversation nor person: api.test, reactions, custom steps, Socket Mode."""

from __future__ import annotations

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.people import BOT_USER_ID
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.slack.web_api.arguments import Arguments
from bot.sandbox.slack.web_api.method import Method
from bot.sandbox.slack.workspace import Workspace


def api_test(_workspace: Workspace, args: Arguments) -> JSON:
    """Answer as asked: https://docs.slack.dev/reference/methods/api.test."""
    if args.text("error"):
        raise Refused(args.text("error"))
    return {}


def add_reaction(workspace: Workspace, args: Arguments) -> JSON:
    """React to a message: https://docs.slack.dev/reference/methods/reactions.add."""
    channel, name, ts = args.required("channel", "name", "timestamp")
    where = workspace.conversations.of_app(channel)
    if BOT_USER_ID not in where.members:
        raise Refused("not_in_channel")
    message = workspace.messages.find(channel, ts)
    if message is None:
        raise Refused("message_not_found")
    users = message.reactions.setdefault(name.strip(":"), [])
    if BOT_USER_ID in users:
        raise Refused("already_reacted")
    users.append(BOT_USER_ID)
    workspace.messages.changed(message)
    return {}


def complete_success(workspace: Workspace, args: Arguments) -> JSON:
    """End a custom step well: https://docs.slack.dev/reference/methods/functions.completeSuccess."""
    outputs = args.structured("outputs", broken="invalid_arguments")
    execution = args.text("function_execution_id")
    run = workspace.runs.get(execution)
    if run is None:
        raise Refused("function_execution_not_found")
    if not isinstance(outputs, dict):
        raise Refused("invalid_arguments", ["[ERROR] must provide an object [json-pointer:/outputs]"])
    declared = run.step.get("output_parameters", {})
    problems = [f"[ERROR] unknown output: {name}" for name in outputs if name not in declared]
    needed = (name for name, parameter in declared.items() if parameter.get("is_required"))
    problems += [f"[ERROR] missing output: {name}" for name in needed if name not in outputs]
    if problems:
        raise Refused("parameter_validation_failed", problems)
    _complete(workspace, args, {"outputs": outputs})
    return {}


def complete_error(workspace: Workspace, args: Arguments) -> JSON:
    """End a custom step badly: https://docs.slack.dev/reference/methods/functions.completeError."""
    _complete(workspace, args, {"error": args.required("error")[0]})
    return {}


def open_connection(workspace: Workspace, _args: Arguments) -> JSON:
    """Give the address for one connection: https://docs.slack.dev/reference/methods/apps.connections.open.

    `link_disabled` is Slack's word for Socket Mode being off.
    """
    if workspace.links.address is None:
        raise Refused("link_disabled", ["[ERROR] this workspace delivers over HTTP only: unset SLACK_APP_TOKEN"])
    return {"url": workspace.links.ticket()}


def _complete(workspace: Workspace, args: Arguments, result: JSON) -> None:
    (execution,) = args.required("function_execution_id")
    run = workspace.runs.get(execution)
    if run is None:
        raise Refused("function_execution_not_found")
    if run.result is not None:
        raise Refused("execution_not_in_running_state")
    run.result = result
    workspace.changes.tell("steps")


METHODS = {
    "api.test": Method(api_test, caller="anyone"),
    "reactions.add": Method(add_reaction, "reactions:write"),
    "functions.completeSuccess": Method(complete_success),
    "functions.completeError": Method(complete_error),
    "apps.connections.open": Method(open_connection, caller="app"),
}
