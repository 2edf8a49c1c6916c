"""The files in the storage: which of them nobody names any more, and their way to another storage."""
