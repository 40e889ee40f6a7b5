"""Tests of the Talk service layer."""
