"""Slack's side of Socket Mode: payloads that reach the bot through connections which the bot itself opened.

https://docs.slack.dev/apis/events-api/using-socket-mode/
"""
