"""The script of tables, which only pages with one load."""

import reflex as rx

from autoservice.ui.engine.scripts import ASSETS, bundle_url


def table_script() -> rx.Component:
    """Return the element that loads the script once, however the page was reached."""
    return rx.el.script(src=bundle_url(ASSETS / "table" / "main.js"), type="module", async_=True)
