"""REST, called as a client calls it."""
