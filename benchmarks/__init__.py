"""Measurements of the running program. They are run by hand, not by the checks."""
