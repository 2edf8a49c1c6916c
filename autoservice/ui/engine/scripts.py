"""Our own scripts: classic ones in ``assets``, ES modules in its folders, each folder bundled into one file.

A bundle is named after the content of all modules, so that browsers may keep it for ever and a page
never mixes two versions; former ones are still there for open pages (``frontend/former_assets.py``).
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).resolve().parents[3] / "assets"
# No page's script: the browser's own copy of it opens pages without a connection. Its address never changes.
SERVICE_WORKER: Final = ASSETS / "service_worker.js"


def classic_files() -> list[Path]:
    """Return the pages' classic scripts, which are no modules."""
    return sorted(file for file in ASSETS.glob("*.js") if file != SERVICE_WORKER)


def first_files() -> list[Path]:
    """Return the classic scripts that stand in each page, in their order.

    They set the page's language, refresh the session before a socket needs it, take a link's token out of the
    address before anything sends the address on, open the socket, and show the first that comes by it.
    """
    names = ("first_paint", "session", "link_token", "first_look", "early_socket")
    return [ASSETS / f"{name}.js" for name in names]


def entry_files() -> list[Path]:
    """Return the entry modules, which pages load and which import the other modules of their folders."""
    return sorted(ASSETS.glob("*/main.js"))


def bundle_url(entry: Path) -> str:
    """Return the URL of the bundle of ``entry``, such as ``/assets/send_queue-0a1b2c3d.js``."""
    return f"/assets/{entry.parent.name}-{_version()}.js"


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for file in sorted(ASSETS.glob("*/**/*.js")):
        digest.update(f"{file.relative_to(ASSETS)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:8]
