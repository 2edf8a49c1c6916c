"""REST under ``/api``: deny by default, one router per module, problem+json errors."""
