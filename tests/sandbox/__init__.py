"""Tests of the simulators: that they are the second opinion they claim to be."""
