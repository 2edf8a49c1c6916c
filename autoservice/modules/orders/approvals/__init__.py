"""Extra work: what the shop proposes, and what the client decides."""
