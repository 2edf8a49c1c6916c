"""Progress Tracking: starting and completing stages, comments, photos, the timeline."""
