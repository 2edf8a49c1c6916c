"""Live lists of orders."""
