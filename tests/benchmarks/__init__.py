"""How fast the bot is, as ratios in one run: to a bare Bolt app, to raw httpx, to the least that must be waited for.

    uv run python -m tests.benchmarks

Nothing here is a test with a time limit: a busy machine slows both sides, and the ratio stays.
"""
