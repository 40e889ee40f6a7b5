"""Chaos: real processes killed, frozen and cut off in the middle of a purchase; what people are told stays true."""
