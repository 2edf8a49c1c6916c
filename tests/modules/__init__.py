"""Tests of the modules, as autoservice/modules."""
