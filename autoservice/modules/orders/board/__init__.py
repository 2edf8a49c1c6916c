"""The board of open work: by mechanic, for a day."""
