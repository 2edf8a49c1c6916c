"""What runs beside the requests: the relay and its lanes."""
