"""Stages, photos, storage."""
