"""Repair templates: the stages a service is done in, in versions that never change."""
