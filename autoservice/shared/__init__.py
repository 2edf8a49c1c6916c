"""What every module stands on: access, errors, database, outbox, audit, clock, texts."""
