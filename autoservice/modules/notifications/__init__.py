"""Notifications: telling people, and their open pages, that something happened."""
