"""Serving over HTTP: what a start claims, the supervisor, its workers and their connections.

Above the application, which it loads by name; of the program's own code it needs next to nothing.
"""
