"""Addresses of repair templates."""

from typing import Final

TEMPLATES: Final = "/admin/catalog/templates"


def template_id_of(path: str) -> int:
    """Return the number of the template whose page has that path; 0 if it has none."""
    last = path.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() and len(last) < 10 else 0
