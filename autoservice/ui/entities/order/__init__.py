"""A repair order."""
