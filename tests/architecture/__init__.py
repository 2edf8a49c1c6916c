"""Rules that hold for the whole program."""
