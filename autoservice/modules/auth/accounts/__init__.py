"""Accounts: how they begin, change and end, and who works here."""
