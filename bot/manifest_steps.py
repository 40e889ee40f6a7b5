"""What steps of workflows add to the manifest. They need a paid plan of Slack's, so that they are there on demand only.

https://docs.slack.dev/workflows/creating-custom-steps. The shape is that of a manifest without `_metadata`, as Slack's
own template for Bolt has it.
"""

from __future__ import annotations

_SETTINGS = """\
  org_deploy_enabled: true # Slack wants this of an app with steps, in one workspace as well
  hermes_app_type: remote
  function_runtime: remote
"""
_CHANGES = (
    ("      - app_home_opened\n", "      - app_home_opened\n      - function_executed\n"),
    ("  org_deploy_enabled: false\n", _SETTINGS),
)
_FUNCTIONS = """\
functions:
  switch_voicemail:
    title: Switch voicemail
    description: Asks a person to switch voicemail for some lines, who confirms it with a click
    input_parameters:
      person:
        type: slack#/types/user_id
        title: Person
        description: Who is asked and confirms
        is_required: true
      voicemail:
        type: string
        title: Voicemail
        description: "on or off"
        is_required: true
      lines:
        type: string
        title: Lines
        description: Numbers, nicknames, @ and a group's name, or all; commas between several
        is_required: true
      hours:
        type: string
        title: Business hours
        description: inside, outside or both (default)
        is_required: false
      until:
        type: string
        title: Until
        description: Such as 2h, or until 18:00; empty for no end
        is_required: false
      reason:
        type: string
        title: Reason
        description: Shown on the card
        is_required: false
    output_parameters:
      id:
        type: string
        title: Id
        is_required: true
      lines:
        type: string
        title: Lines
        is_required: true
      voicemail:
        type: string
        title: Voicemail
        is_required: true
      until:
        type: string
        title: Until
        is_required: true
  request_number:
    title: Request a phone number
    description: Asks a person to pick a number to buy; it ends once they requested one, before it is approved
    input_parameters:
      person:
        type: slack#/types/user_id
        title: Person
        description: Who is asked and picks the number
        is_required: true
      search:
        type: string
        title: Search
        description: As after /talk search, such as US 510
        is_required: true
      reason:
        type: string
        title: Reason
        description: Filled in for whoever decides
        is_required: true
    output_parameters:
      id:
        type: string
        title: Id
        is_required: true
      number:
        type: string
        title: Number
        is_required: true
      status:
        type: string
        title: Status
        is_required: true
"""


def with_steps(manifest: str) -> str:
    """Return the text of manifest.yml with the steps in it."""
    for before, after in _CHANGES:
        if manifest.count(before) != 1:
            raise RuntimeError(f"manifest.yml has no {before.strip()}")
        manifest = manifest.replace(before, after)
    return manifest.rstrip("\n") + "\n" + _FUNCTIONS
