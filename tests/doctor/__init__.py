"""`talkbot doctor`: planted faults, one at a time, each named with its remedy."""
