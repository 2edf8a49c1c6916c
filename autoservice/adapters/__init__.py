"""The world outside the process, one file each. Only ``wiring`` imports these."""
