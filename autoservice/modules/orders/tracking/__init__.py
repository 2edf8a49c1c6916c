"""Tracking links: one order, without an account."""
