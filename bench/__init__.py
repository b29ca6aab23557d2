"""Whole-process figures beside a limit of the same run; never part of the tests."""
