"""Addresses of repair templates."""

from typing import Final

TEMPLATES: Final = "/admin/catalog/templates"
