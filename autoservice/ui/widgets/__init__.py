"""Larger parts of pages, made of features and entities."""
