"""Every domain event: past tense, ids only.

An event says that something became a durable fact. Who needs more than the ids
reads the row, with its own rights. ``wiring.reactions`` says what follows.
"""
