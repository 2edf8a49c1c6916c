"""Hubs and reactions."""
