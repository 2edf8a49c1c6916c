"""Admin Panel: what only administrators see and do."""
