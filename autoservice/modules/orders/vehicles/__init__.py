"""The cars of clients: what identifies them, their odometers and their histories."""
