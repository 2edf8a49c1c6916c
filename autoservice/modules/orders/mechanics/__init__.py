"""Who does the work: what mechanics can do, what they have to do, and to whom a stage is best given."""
