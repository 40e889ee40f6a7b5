"""Tests of bot.store, against a real server."""
