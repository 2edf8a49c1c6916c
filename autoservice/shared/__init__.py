"""The base of every module: access, errors, database, outbox, audit, clock, texts."""
