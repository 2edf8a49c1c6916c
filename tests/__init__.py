"""Tests: they read as sentences; the database is real; only the outside world is faked."""
