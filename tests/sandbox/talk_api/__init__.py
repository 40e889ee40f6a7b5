"""Tests of the Talk API simulator."""
