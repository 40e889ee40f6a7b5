"""Who is who: auth.test, users.*, usergroups.*, team.info, bots.info."""

from __future__ import annotations

from bot.sandbox.slack.blocks import JSON
from bot.sandbox.slack.conversations import CREATED
from bot.sandbox.slack.people import APP_ID, BOT_ID, BOT_NAME, BOT_USER_ID, TEAM_DOMAIN, TEAM_ID, TEAM_NAME
from bot.sandbox.slack.refusals import Refused
from bot.sandbox.slack.web_api import shapes
from bot.sandbox.slack.web_api.arguments import Arguments
from bot.sandbox.slack.web_api.method import Method, page_of
from bot.sandbox.slack.workspace import Workspace


def auth_test(_workspace: Workspace, _args: Arguments) -> JSON:
    """Say whose token it is: https://docs.slack.dev/reference/methods/auth.test."""
    return {
        "url": f"https://{TEAM_DOMAIN}.slack.com/",
        "team": TEAM_NAME,
        "user": BOT_NAME,
        "team_id": TEAM_ID,
        "user_id": BOT_USER_ID,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def user_info(workspace: Workspace, args: Arguments) -> JSON:
    """Describe one user: https://docs.slack.dev/reference/methods/users.info."""
    (user_id,) = args.required("user")
    if user_id == BOT_USER_ID:
        return {"user": shapes.bot_user()}
    person = workspace.people.get(user_id)
    if person is None:
        raise Refused("user_not_found")
    return {"user": shapes.user(workspace, person, with_locale=args.flag("include_locale"))}


def user_list(workspace: Workspace, args: Arguments) -> JSON:
    """List everybody, the bot included: https://docs.slack.dev/reference/methods/users.list."""
    with_locale = args.flag("include_locale")
    everybody = [shapes.user(workspace, person, with_locale=with_locale) for person in workspace.people.values()]
    found, more = page_of(args, [*everybody, shapes.bot_user()], most=workspace.settings.most_members)
    return {"members": found, "cache_ts": int(workspace.clock.now()), **more}


def user_by_email(workspace: Workspace, args: Arguments) -> JSON:
    """Find a user by address: https://docs.slack.dev/reference/methods/users.lookupByEmail."""
    (email,) = args.required("email")
    for person in workspace.people.values():
        if person.email == email and not person.deleted:
            return {"user": shapes.user(workspace, person)}
    raise Refused("users_not_found")


def usergroup_list(workspace: Workspace, args: Arguments) -> JSON:
    """List user groups: https://docs.slack.dev/reference/methods/usergroups.list."""
    with_users, with_count = args.flag("include_users"), args.flag("include_count")
    with_disabled = args.flag("include_disabled")
    groups = [group for group in workspace.usergroups.values() if with_disabled or not group.deleted]
    return {"usergroups": [shapes.usergroup(g, with_users=with_users, with_count=with_count) for g in groups]}


def usergroup_users(workspace: Workspace, args: Arguments) -> JSON:
    """List a user group's people: https://docs.slack.dev/reference/methods/usergroups.users.list.

    A disabled group is only there for who asks for disabled ones; that it is refused otherwise is assumed.
    """
    group = workspace.usergroups.get(args.required("usergroup")[0])
    if group is None or (group.deleted and not args.flag("include_disabled")):
        raise Refused("no_such_subteam")
    return {"users": [user for user in group.users if user in workspace.people and not workspace.people[user].deleted]}


def team_info(_workspace: Workspace, _args: Arguments) -> JSON:
    """Describe the team: https://docs.slack.dev/reference/methods/team.info."""
    url = f"https://{TEAM_DOMAIN}.slack.com/"
    return {
        "team": {"id": TEAM_ID, "name": TEAM_NAME, "url": url, "domain": TEAM_DOMAIN, "email_domain": "", "icon": {}}
    }


def bot_info(_workspace: Workspace, args: Arguments) -> JSON:
    """Describe the app's bot: https://docs.slack.dev/reference/methods/bots.info."""
    if args.text("bot") not in {"", BOT_ID}:
        raise Refused("bot_not_found")
    bot = {
        "id": BOT_ID,
        "deleted": False,
        "name": BOT_NAME,
        "updated": CREATED,
        "app_id": APP_ID,
        "user_id": BOT_USER_ID,
    }
    return {"bot": bot | {"icons": {}}}


METHODS = {
    "auth.test": Method(auth_test),
    "users.info": Method(user_info, "users:read"),
    "users.list": Method(user_list, "users:read"),
    "users.lookupByEmail": Method(user_by_email, "users:read.email"),
    "usergroups.list": Method(usergroup_list, "usergroups:read"),
    "usergroups.users.list": Method(usergroup_users, "usergroups:read"),
    "team.info": Method(team_info, "team:read"),
    "bots.info": Method(bot_info, "users:read"),
}
