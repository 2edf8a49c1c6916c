"""The pages: Reflex components bound to State classes that call services."""
