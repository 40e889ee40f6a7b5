"""A Slack workspace and a Talk account on this machine, to try and to test the bot against.

Nothing here imports the rest of the bot: what reads the vendors' documents a second time must not share the first
reading's mistakes. Both simulators listen on loopback only.
"""
