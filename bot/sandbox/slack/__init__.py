"""A Slack workspace on this machine: strict where Slack is strict, so that a bot which works here works there."""
