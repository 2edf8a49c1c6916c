"""Larger parts of pages, composed of features and entities."""
