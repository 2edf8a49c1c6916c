"""The public pages as parts of HTML, from templates that escape whatever the shop has typed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autoservice.storefront.context import PageContext

_templates: Final = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
# The slots: what a page begins with, and what it is about.
INTRO, CONTENT = "intro", "content"
# A slot that the page has no use for.
EMPTY: Final = '<div data-version="empty"></div>'


@dataclass(frozen=True, eq=False)
class PublicPage:
    """A public page: its status, its title, what its head and its slots hold as HTML.

    ``data`` is JSON for search engines, ``summary`` what is heard of a search's outcome.
    """

    status: int
    title: str
    head: str
    slots: dict[str, str]
    data: str = ""
    summary: str = ""


def render(template: str, context: PageContext, **values: Any) -> str:
    """Return the template's HTML."""
    return render_file(f"{template}.html.jinja", **context.values(), **values)


def render_file(name: str, **values: Any) -> str:
    """Return what the template of that name makes of ``values``."""
    return _templates.get_template(name).render(values)


def render_slot(template: str, context: PageContext, **values: Any) -> str:
    """Return the HTML of a slot, under one element that names its version."""
    html = render(template, context, **values)
    version = hashlib.sha256(html.encode()).hexdigest()[:16]
    return f'<div data-version="{version}">{html}</div>'
