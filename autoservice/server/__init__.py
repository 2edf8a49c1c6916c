"""Serving over HTTP: the locks of a start, the supervisor, its workers and their connections.

It is above the application, which it loads by name, and imports little of the program's other code.
"""
