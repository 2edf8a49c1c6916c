"""The feed: what happened to the orders that somebody may read, for programs that follow it."""
