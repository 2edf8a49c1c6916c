"""A repair template."""
