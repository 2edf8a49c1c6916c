"""Accounts of one person: merging them, and claiming what the shop entered for them."""
