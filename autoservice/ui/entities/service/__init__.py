"""A service of the catalogue."""
