"""Pages on a slow phone: ``python -m benchmarks.pages --runs 3``.

Chromium with a CPU four times slower, answers 400 ms away, 1.6 Mbit/s and an empty cache opens the landing
page, a service, an order and the mechanic's list at the real program, and beside them a page of two letters
of the same server (``/healthz``). Printed are medians, each with its ratio to the goal.
"""

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any, Final, NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, sync_playwright

from autoservice.cli import demo
from autoservice.shared.access import Role
from benchmarks.shop import Shop, prepare
from tests.support.browser import ensure_chromium, launch_options
from tests.support.server import AppServer

NETWORK: Final = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 1_600_000 / 8,
}
SLOWER: Final = 4
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
TIMEOUT_MS: Final = 60_000
# Seconds, a share of the screen, and thousands of bytes.
GOALS: Final = {"paint": 1.5, "useful": 3.0, "shift": 0.02}
LANDING_GOALS: Final = {**GOALS, "script": 160.0}

# Notes when what the page is for can be seen, and all that moves.
WATCH: Final = """
window.layoutShift = 0;
new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.layoutShift += shift.value;
}).observe({ type: "layout-shift", buffered: true });
const look = () => {
    const found = document.querySelector(`SELECTOR`);
    if (found?.checkVisibility({ visibilityProperty: true })) window.usefulAt = performance.now();
    else requestAnimationFrame(look);
};
look();
"""
FIGURES: Final = """() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime / 1000,
    useful: window.usefulAt / 1000,
    shift: window.layoutShift,
    script: performance.getEntriesByType("resource")
        .filter((one) => new URL(one.name).pathname.endsWith(".js"))
        .reduce((sum, one) => sum + one.encodedBodySize, 0) / 1000,
})"""


class Opening(NamedTuple):
    """A page as somebody opens it; ``data`` selects what it is for."""

    name: str
    role: Role
    locale: str
    path: str
    data: str
    goals: dict[str, float]


def openings(order_id: int) -> Iterator[Opening]:
    """Return what is opened; the reference comes first."""
    yield Opening("bare page", Role.GUEST, "ru", "/healthz", "body", {})
    service, order = "#services li h4", f"main a[href='/orders/{order_id}']"
    for locale in ("ru", "en"):
        yield Opening(f"landing page, {locale}", Role.GUEST, locale, "/", service, LANDING_GOALS)
    yield Opening("a service", Role.GUEST, "ru", "/services/14", "#content ol li", LANDING_GOALS)
    yield Opening("order", Role.CLIENT, "ru", f"/orders/{order_id}", "main [role=progressbar]", GOALS)
    yield Opening("mechanic's list", Role.MECHANIC, "ru", "/work", order, GOALS)


def main() -> None:
    """Print the figures of each page."""
    options = argparse.ArgumentParser()
    options.add_argument("--runs", type=int, default=3)
    runs = options.parse_args().runs
    with _shop() as (url, order_id), sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options(ensure_chromium()))
        for opening in openings(order_id):
            found = [_open(browser, url, opening) for _ in range(runs)]
            figures = {name: median(one[name] for one in found) for name in found[0]}
            figures["unused"] = _unused(browser, url, opening)
            print(opening.name, _line(figures, opening.goals), flush=True)
        browser.close()


@contextmanager
def _shop() -> Iterator[tuple[str, int]]:
    server = AppServer({"AUTOSERVICE_DEMO": "1"})
    data = server.folder / "data"
    data.mkdir()
    prepare(f"sqlite+aiosqlite:///{data / 'autoservice.db'}", data)
    with server:
        shop = Shop(server.port)
        asyncio.run(shop.open())
        yield server.url, int(shop.order["id"])


def _open(browser: Browser, url: str, opening: Opening) -> dict[str, float]:
    with _visitor(browser, url, opening) as context:
        page, session = _tab(context)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", NETWORK)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(WATCH.replace("SELECTOR", opening.data))
        page.goto(url + opening.path, wait_until="commit")
        page.wait_for_function("window.usefulAt && document.readyState == 'complete'", timeout=TIMEOUT_MS)
        # What moves after the last filling counts too.
        page.wait_for_timeout(500)
        figures: dict[str, float] = page.evaluate(FIGURES)
        return figures


def _unused(browser: Browser, url: str, opening: Opening) -> float:
    """Return how many thousands of the scripts' transferred bytes the page has not run."""
    with _visitor(browser, url, opening) as context:
        page, session = _tab(context)
        session.send("Profiler.enable")
        session.send("Profiler.startPreciseCoverage", {"callCount": False, "detailed": True})
        page.goto(url + opening.path)
        page.locator(opening.data).first.wait_for()
        covered = session.send("Profiler.takePreciseCoverage")["result"]
        sizes: dict[str, list[int]] = page.evaluate(
            """() => Object.fromEntries(performance.getEntriesByType("resource")
                .map((one) => [one.name, [one.encodedBodySize, one.decodedBodySize]]))"""
        )
        scripts = [(one, *sizes[one["url"]]) for one in covered if sizes.get(one["url"], [0, 0])[1]]
        unused = (_idle(one) / decoded * encoded for one, encoded, decoded in scripts)
        return float(sum(unused)) / 1000


def _idle(script: dict[str, Any]) -> int:
    """Return how many characters of the script did not run: the innermost range around each decides."""
    ranges = [one for function in script["functions"] for one in function["ranges"]]
    ran = bytearray(max((one["endOffset"] for one in ranges), default=0))
    for one in sorted(ranges, key=lambda one: one["startOffset"] - one["endOffset"]):
        start, end = one["startOffset"], one["endOffset"]
        ran[start:end] = bytes([one["count"] > 0]) * (end - start)
    return ran.count(0)


@contextmanager
def _visitor(browser: Browser, url: str, opening: Opening) -> Iterator[BrowserContext]:
    language = {"ru": "ru-RU", "en": "en-US"}[opening.locale]
    context = browser.new_context(
        viewport=PHONE, locale=language, has_touch=True, is_mobile=True, bypass_csp=True
    )
    email = next((email for email, _, role in demo.ACCOUNTS if role is opening.role), "")
    if email:
        answer = context.request.post(
            f"{url}/api/auth/login", data={"email": email, "password": demo.PASSWORD}
        )
        assert answer.ok, answer.text()
    yield context
    context.close()


def _tab(context: BrowserContext) -> tuple[Page, CDPSession]:
    page = context.new_page()
    return page, context.new_cdp_session(page)


def _line(figures: dict[str, float], goals: dict[str, float]) -> str:
    parts = [
        f"{name} {value:.3g}" + (f" ({value / goals[name]:.2f} of {goals[name]:g})" if name in goals else "")
        for name, value in figures.items()
    ]
    return "| " + ", ".join(parts)


if __name__ == "__main__":
    main()
