"""What a worker runs on: units of work, the relay from outbox to reactions, identity, housekeeping."""
