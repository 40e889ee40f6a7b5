"""The bot on a redis that others run: Debian's, over TLS, and behind Sentinel, by starting those very servers."""
