"""Throws what nobody sends at everything that takes outside input: `python -m tests.fuzz --minutes 10`."""
