"""The runtime of a worker: units of work, the relay from outbox to reactions, identity, housekeeping."""
