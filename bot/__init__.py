"""A Slack bot with which support teams run their Zendesk Talk phone numbers."""
