"""What is plugged into what: the reactions to each event."""
