"""Our own scripts: classic ones in ``assets``, ES modules in its folders, each folder bundled into one file.

A bundle is named after the content of all modules, so that browsers may keep it for ever and a page
never mixes two versions; former ones are still there for open pages (``frontend/former_assets.py``).
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).resolve().parents[3] / "assets"


def classic_files() -> list[Path]:
    """Our scripts that are no modules."""
    return sorted(ASSETS.glob("*.js"))


def entry_files() -> list[Path]:
    """The modules that pages load; each brings its neighbours along."""
    return sorted(ASSETS.glob("*/main.js"))


def bundle_url(entry: Path) -> str:
    """Where the bundle of ``entry`` is served: as ``/assets/send_queue-0a1b2c3d.js``, say."""
    return f"/assets/{entry.parent.name}-{_version()}.js"


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for file in sorted(ASSETS.glob("*/**/*.js")):
        digest.update(f"{file.relative_to(ASSETS)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:8]
