"""Tests of login_names."""
