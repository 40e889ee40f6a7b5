"""Journeys in a real Chromium, through the whole stack: nothing is called, everything is typed, clicked and read."""
