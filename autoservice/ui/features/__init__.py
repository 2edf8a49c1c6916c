"""One folder, one verb."""
