"""Tests of what Slack calls."""
