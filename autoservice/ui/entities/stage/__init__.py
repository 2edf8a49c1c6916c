"""A stage of an order."""
