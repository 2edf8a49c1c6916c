"""Building the pages."""
