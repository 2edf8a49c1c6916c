"""Administrators' view of the machinery."""
