"""The table of services in a real browser: from a key to the saved cell, beside a bare endpoint's answer."""

import statistics
import time
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from autoservice.shared.db import upgrade
from benchmarks.figures import percentile
from tests.e2e.shop import ADMINISTRATOR, People, running_shop
from tests.support.browser import ensure_chromium, launch_options
from tests.support.processes import scratch_folder

PATH: Final = "/admin/catalog/services"
EDITS: Final = 40
PAUSE: Final = 0.4
# Notes when Enter was pressed, and when the script said what became of it.
WATCH: Final = """() => {
    window.saved = [];
    let pressed = 0;
    document.addEventListener("keydown", ({ key }) => key === "Enter" && (pressed = performance.now()), true);
    const status = document.querySelector("[data-status]");
    new MutationObserver(() => pressed && window.saved.push(performance.now() - pressed) && (pressed = 0))
        .observe(status, { childList: true, characterData: true, subtree: true });
}"""
BARE: Final = """async () => {
    const started = performance.now();
    await (await fetch("/healthz", { cache: "no-store" })).text();
    return performance.now() - started;
}"""
LOADED: Final = """() => ["resource", "navigation"].flatMap((type) => performance.getEntriesByType(type))
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def measure_in_browser() -> None:
    """Print the figures as rows of a table."""
    with scratch_folder("tables") as folder, sync_playwright() as playwright:
        url = f"sqlite+aiosqlite:///{folder / 'shop.db'}"
        upgrade(url)
        with running_shop(url) as shop:
            browser = playwright.chromium.launch(**launch_options(ensure_chromium()))
            page = People(browser, shop).signed_in(ADMINISTRATOR).new_page()
            page.goto(PATH)
            page.wait_for_selector("[data-table] [tabindex='0']")
            _print(page)
            browser.close()


def _print(page: Page) -> None:
    print(f"| bytes of the page, compressed | {page.evaluate(LOADED)} |")
    print(f"| JS heap, bytes | {_heap(page)} |")
    bare = sorted(page.evaluate(BARE) for _ in range(EDITS))
    saved = sorted(_edit(page))
    print(f"| JS heap after {EDITS} edits, bytes | {_heap(page)} |")
    for name, times in (("bare endpoint", bare), ("key to saved cell", saved)):
        print(f"| {name}, ms: p50, p95 | {statistics.median(times):.0f} | {percentile(times, 95):.0f} |")
    print(f"| p95 beyond the bare endpoint, ms | {percentile(saved, 95) - percentile(bare, 95):.0f} |")


def _edit(page: Page) -> list[float]:
    page.evaluate(WATCH)
    fields = page.locator("td[data-column=price] [data-cell]")
    for number in range(EDITS):
        fields.nth(number % fields.count()).focus()
        page.keyboard.type(str(3000 + number))
        page.keyboard.press("Enter")
        # Nothing is asked of the page meanwhile: that would be measured too.
        time.sleep(PAUSE)
    found: list[float] = page.evaluate("window.saved")
    return found


def _heap(page: Page) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]
