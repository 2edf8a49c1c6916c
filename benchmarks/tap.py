"""How long a phone keeps a tap to itself: ``python -m benchmarks.tap --taps 20``.

A real browser, the real program, one worker. A mechanic writes comments on an order that a client
watches. Milliseconds, from the click on the button until

- the request is about to leave the page (the page's own ``fetch``),
- it was answered,
- the comment stands on the client's page.

``--queue FILE`` puts another script in the queue's place, to compare: that of a former version, say.
"""

import argparse
import time
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.shop import CLIENT, People, Shop, running_shop
from tests.support import pages
from tests.support.browser import ensure_chromium, launch_options
from tests.support.databases import SqliteDatabases
from tests.support.processes import scratch_folder

WATCH_TAPS: Final = """
window.moments = [];
addEventListener("click", () => moments.push({ tapped: performance.now() + performance.timeOrigin }), true);
const ask = window.fetch;
window.fetch = async (url, options) => {
    const isComment = String(url).endsWith("/comments");
    if (isComment) moments.at(-1).left = performance.now() + performance.timeOrigin;
    const answer = await ask(url, options);
    if (isComment) moments.at(-1).answered = performance.now() + performance.timeOrigin;
    return answer;
};
"""
WATCH_COMMENTS: Final = """
window.shown = {};
const look = () => document.querySelectorAll("blockquote").forEach((quote) => {
    shown[quote.textContent] ??= performance.now() + performance.timeOrigin;
});
new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
"""


def main() -> None:
    """Measure, and print the medians."""
    options = argparse.ArgumentParser()
    options.add_argument("--taps", type=int, default=20)
    options.add_argument("--queue", type=Path)
    chosen = options.parse_args()
    with (
        scratch_folder("tap") as folder,
        SqliteDatabases(folder).fresh() as url,
        running_shop(url) as shop,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(**launch_options(ensure_chromium()))
        moments = _measure(browser, shop, chosen.taps, chosen.queue)
        browser.close()
    for name in ("left", "answered", "shown"):
        later = [one[name] - one["tapped"] for one in moments[2:]]  # the first ones warm up
        print(f"{name:>9} after the tap: median {median(later):6.1f}, longest {max(later):6.1f} ms")


def _measure(browser: Browser, shop: Shop, taps: int, queue: Path | None) -> list[dict[str, Any]]:
    order = shop.started_order()
    people = People(browser, shop)
    mechanic, client = people.mechanic(), people.signed_in(CLIENT)
    mechanic.add_init_script(WATCH_TAPS)
    client.add_init_script(WATCH_COMMENTS)
    if queue:
        mechanic.route("**/send_queue/main-*.js", lambda route: route.fulfill(path=queue))
    phone, watching = (pages.open_page(one, f"/orders/{order['id']}") for one in (mechanic, client))
    for number in range(taps):
        _comment(phone, watching, f"Замер {number}")
    shown = watching.evaluate("shown")
    moments: list[dict[str, Any]] = phone.evaluate("moments.filter((one) => one.left)")
    people.close()
    return [one | {"shown": shown[f"Замер {number}"]} for number, one in enumerate(moments)]


def _comment(phone: Page, watching: Page, text: str) -> None:
    pages.write_comment(phone, 1, text, published=True)
    pages.wait_for(watching, lambda: bool(watching.evaluate("text => shown[text]", text)))
    pages.expect_sent(phone)
    time.sleep(0.1)  # the disk is quiet again


if __name__ == "__main__":
    main()
