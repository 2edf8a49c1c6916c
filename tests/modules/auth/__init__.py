"""Accounts, tokens, sessions."""
