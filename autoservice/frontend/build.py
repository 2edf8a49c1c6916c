"""The build of the pages: Reflex compiles, Node (from PyPI) bundles, ``site_plugin`` finishes the result.

A build is skipped when none of its sources has changed.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from autoservice.frontend.former_assets import FormerAssets
from autoservice.settings import ROOT

WEB: Final = ROOT / ".web"
PUBLIC: Final = WEB / "public"
STATIC: Final = WEB / "build" / "client"
# Outside of Reflex's folder, which Reflex empties at its first build and after its own upgrades.
FORMER: Final = ROOT / ".cache" / "former_assets"
LOCKED_PACKAGES: Final = ROOT / "reflex.lock" / "package.json"
STAMP: Final = WEB / "autoservice.stamp"
SOURCES: Final = (
    "autoservice/**/*.py",
    "autoservice/locale/**/*.po",
    "autoservice/storefront/**/*.jinja",
    "assets/**/*",
    "rxconfig.py",
    "requirements.txt",
)

# Where the compiled pages expect the server; ``site_plugin`` replaces it.
BUILT_FOR: Final = "http://portable.invalid"


class BuildFailed(RuntimeError):
    """The pages could not be built; the text is the output of the tools."""


def build_environment() -> dict[str, str]:
    """Return the environment of Reflex's tools: Node from this virtual environment, without telemetry."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_USE_NPM": "1",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_API_URL": BUILT_FOR,
        "NEXT_TELEMETRY_DISABLED": "1",
    }


def ensure_built() -> bool:
    """Build the pages if their sources changed; return whether they did. Raises ``BuildFailed``."""
    digest = source_digest()
    if STAMP.exists() and STAMP.read_text() == digest:
        return False
    STAMP.unlink(missing_ok=True)
    former = FormerAssets(STATIC / "assets", FORMER)
    former.archive()
    # Reflex copies assets over it, but no older file over a newer one, and removes none.
    shutil.rmtree(PUBLIC, ignore_errors=True)
    _export()
    former.restore()
    _order_lock_file()
    STAMP.write_text(digest)
    return True


def source_digest() -> str:
    """Return one hash over all sources of a build."""
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(set(_source_files())):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _source_files() -> Iterator[Path]:
    for pattern in SOURCES:
        yield from (path for path in ROOT.glob(pattern) if path.is_file())


def _export() -> None:
    command = [
        sys.executable,
        "-m",
        "reflex",
        "export",
        "--frontend-only",
        "--no-zip",
        "--loglevel",
        "warning",
    ]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        command,
        cwd=ROOT,
        env=build_environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode or not STATIC.is_dir():
        raise BuildFailed(f"Building the pages failed:\n{done.stdout[-4000:]}")


def _order_lock_file() -> None:
    # Reflex writes its keys in an order that depends on what was built before.
    content = json.loads(LOCKED_PACKAGES.read_text(encoding="utf-8"))
    LOCKED_PACKAGES.write_text(json.dumps(content, indent=2, sort_keys=True) + "\n", encoding="utf-8")
