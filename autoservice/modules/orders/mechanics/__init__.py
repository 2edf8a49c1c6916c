"""Who does the work: what mechanics can do, and to whom a stage is best given."""
