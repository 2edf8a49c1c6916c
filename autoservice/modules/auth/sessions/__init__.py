"""Signing in, tokens, known devices."""
