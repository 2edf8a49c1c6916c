"""Building the pages: Reflex compiles, Node (from PyPI) bundles, and the result is made portable.

A build is skipped when nothing that it is made of has changed.
"""

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from autoservice.settings import ROOT

WEB: Final = ROOT / ".web"
STATIC: Final = WEB / "build" / "client"
LOCKED_PACKAGES: Final = ROOT / "reflex.lock" / "package.json"
STAMP: Final = WEB / "autoservice.stamp"
SOURCES: Final = (
    "autoservice/**/*.py",
    "autoservice/locale/**/*.po",
    "assets/**/*",
    "rxconfig.py",
    "requirements.txt",
)

# Where the compiled pages expect the server, and what they must ask instead:
# the origin they were loaded from, so that one build serves any host and port.
BUILT_FOR: Final = "http://portable.invalid"
ENDPOINT: Final = re.compile(r'(["`])(http|ws)://portable\.invalid(/[^"`]*)\1')


class BuildFailed(RuntimeError):
    """The pages could not be built; the text says what the tools printed."""


def build_environment() -> dict[str, str]:
    """The environment for Reflex's tools: Node from this virtual environment, nothing phoned home."""
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
    """Build the pages if their sources changed; returns whether it had to. Raises ``BuildFailed``."""
    digest = source_digest()
    if STAMP.exists() and STAMP.read_text() == digest:
        return False
    STAMP.unlink(missing_ok=True)
    _export()
    _order_lock_file()
    make_portable(STATIC)
    STAMP.write_text(digest)
    return True


def source_digest() -> str:
    """One hash over everything a build is made of."""
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


def make_portable(folder: Path) -> None:
    """Let the scripts in ``folder`` ask the origin they came from; raises ``BuildFailed`` if none does."""
    changed = [path for path in folder.rglob("*.js") if _make_script_portable(path)]
    if not changed:
        raise BuildFailed("The compiled pages do not name the server's address where it was expected.")


def _make_script_portable(path: Path) -> bool:
    before = path.read_text(encoding="utf-8")
    after = ENDPOINT.sub(r'(location.origin.replace(/^http/,"\2")+"\3")', before)
    if after == before:
        return False
    path.write_text(after, encoding="utf-8")
    packed = path.with_name(f"{path.name}.gz")
    if packed.exists():
        packed.write_bytes(gzip.compress(after.encode(), mtime=0))
    return True
