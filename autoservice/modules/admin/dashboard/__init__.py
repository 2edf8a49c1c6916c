"""The dashboard: what a shop looks at in the morning."""
