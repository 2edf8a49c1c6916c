"""axe-core on a page that is open: what of it somebody could not see, hear or reach."""

from importlib.resources import files
from typing import Any, Final

from playwright.sync_api import Page

SOURCE: Final = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN: Final = (
    "() => window.axe.run(document, { resultTypes: ['violations'] }).then((found) => found.violations)"
)


def violations(page: Page) -> list[str]:
    """Return the rules that the page breaks, each with the places."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [f"{one['id']}: {', '.join(str(node['target']) for node in one['nodes'])}" for one in found]
