"""Chromium for the tests that need a real browser: found, else installed, never skipped.

``python -m tests.support.browser`` makes sure that there is one and says where.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

# The first has no windows to draw, and opens a page with a third less work than the others.
PROGRAMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
# The suggestions of the address bar are pages of their own that each window loads: more work than most of
# our pages. Chromium heeds the last of these flags only, so those of Playwright are named again.
SWITCHED_OFF = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "AimEnabled",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "PreconnectToSearch",
)
ARGUMENTS = (
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
APT_GET = ("apt-get", "-o", "Dpkg::Use-Pty=0", "--quiet")


class NoBrowser(RuntimeError):
    """There is no Chromium and none could be installed; the message says what to do."""


def launch_options(executable: str) -> dict[str, Any]:
    """What ``playwright.chromium.launch`` is to be given."""
    return {"executable_path": executable, "args": list(ARGUMENTS)}


def ensure_chromium() -> str:
    """The path of a Chromium or Chrome, installed now if there was none."""
    return find_chromium() or _install()


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome of this machine: CHROME_PATH, PATH, Playwright's own."""
    return next((path for path in _candidates() if os.access(path, os.X_OK)), None)


def _candidates() -> Iterator[str]:
    if chosen := os.environ.get("CHROME_PATH"):
        yield chosen
    yield from filter(None, map(shutil.which, PROGRAMS))
    with sync_playwright() as playwright:
        yield playwright.chromium.executable_path


def _install() -> str:
    for commands in _ways_to_install():
        print(f"No Chromium found. Running: {' '.join(commands[-1])}", file=sys.stderr, flush=True)
        succeeded = all(_run(command) for command in commands)
        if succeeded and (found := find_chromium()):
            return found
    raise NoBrowser(
        "The tests need Chromium and none could be installed. Install it (Debian, Ubuntu: "
        "apt-get install chromium) or set CHROME_PATH to the program of a Chromium or Chrome."
    )


def _ways_to_install() -> Iterator[list[list[str]]]:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for program in PROGRAMS[:2]:
            yield [[*APT_GET, "update"], [*APT_GET, "install", "--yes", program]]
    yield [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _run(command: list[str]) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    # Its words go to stderr: stdout is for the path alone.
    return subprocess.run(command, env=environment, stdout=sys.stderr.fileno()).returncode == 0


if __name__ == "__main__":
    try:
        print(Path(ensure_chromium()))
    except NoBrowser as error:
        sys.exit(str(error))
