"""The addresses of our ES modules: named after their content, so that browsers may keep them for ever.

A module imports its neighbours by name, so all modules share one name of the version: a page never
mixes two versions, and former ones are still there for open pages (``autoservice/former_assets.py``).
"""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).resolve().parents[3] / "assets"
IMPORT: Final = re.compile(r'(?<=from ")(\.{1,2}/[\w/]+)\.js(?=";)')


def module_files() -> list[Path]:
    """Our ES modules: the scripts in folders below ``assets``. The ones beside them are classic scripts."""
    return sorted(ASSETS.glob("*/**/*.js"))


def classic_files() -> list[Path]:
    """Our scripts that are no modules."""
    return sorted(ASSETS.glob("*.js"))


def module_url(path: str) -> str:
    """Where the module ``assets/PATH`` is served: as ``/assets/send_queue/main-0a1b2c3d.js``, say."""
    return f"/assets/{path.removesuffix('.js')}-{_version()}.js"


def module_urls(path: str) -> Iterator[str]:
    """The same for the module and its neighbours, for ``modulepreload``: a browser asks for all at once."""
    folder = Path(path).parent
    yield from (
        module_url((folder / file.name).as_posix()) for file in sorted((ASSETS / folder).glob("*.js"))
    )


def published_modules() -> Iterator[tuple[Path, str, str]]:
    """(file, address, text) of each module, its imports named as they are served."""
    for file in module_files():
        text = IMPORT.sub(rf"\1-{_version()}.js", file.read_text(encoding="utf-8"))
        yield file, module_url(file.relative_to(ASSETS).as_posix()), text


@cache
def _version() -> str:
    digest = hashlib.sha256()
    for file in module_files():
        digest.update(f"{file.relative_to(ASSETS)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:8]
