"""Lists of orders that keep themselves up to date."""
