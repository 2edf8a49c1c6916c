"""The world outside the process, one file each. Only ``bootstrap`` imports these."""
