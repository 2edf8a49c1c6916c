"""What makes the pages a program of the phone: the manifest, and what the service worker stores."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from autoservice.settings import get_settings
from autoservice.shared.i18n import translate
from autoservice.ui.engine.scripts import SERVICE_WORKER
from autoservice.ui.kit.theme import MANIFEST_URL, THEME_COLORS

# The pages that open without a connection, by path; every order's is one. Not those of signing in.
ORDER: Final = "/orders/*"
SHELLS: Final = {
    "/": "/",
    "/orders": "/orders",
    "/orders/new": "/orders/new",
    ORDER: "/orders/0",
    "/work": "/work",
    "/profile": "/profile",
    "/admin": "/admin",
    "/admin/orders": "/admin/orders",
    "/admin/users": "/admin/users",
}
ICONS: Final = (
    {"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"},
    {"src": "/icons/192.png", "sizes": "192x192", "type": "image/png"},
    {"src": "/icons/512.png", "sizes": "512x512", "type": "image/png"},
    {"src": "/icons/maskable.png", "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
)
# Files that a page names, and the scripts' own list of what each route loads.
NAMED: Final = re.compile(r'/assets/[\w.-]+-[\w-]{8}\.\w+|(?<==")/[\w/-]+\.(?:js|css|svg|webmanifest)(?=")')
ROUTES: Final = re.compile(r"window\.__reactRouterManifest=(\{.*\});?\s*$", re.DOTALL)
COMPRESSED: Final = (".br", ".gz")


def write_manifest(folder: Path) -> None:
    """Write the manifest of the installed program, in the shop's language."""
    locale = get_settings().default_locale
    manifest = {
        "id": "/",
        "name": "autoservice",
        "short_name": "autoservice",
        "description": translate(locale, "Repair orders of a car workshop, followed live."),
        "lang": locale,
        # assets/offline goes on to the page that was seen last.
        "start_url": "/?app",
        "scope": "/",
        "display": "standalone",
        "background_color": THEME_COLORS["light"],
        "theme_color": THEME_COLORS["light"],
        "icons": ICONS,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (folder / MANIFEST_URL.removeprefix("/")).write_text(text, encoding="utf-8")


def complete_service_worker(folder: Path) -> None:
    """Put the build's version and the addresses of its files into the service worker.

    The version follows from all files of the build, so that browsers see a changed worker after each one.
    """
    build = {"version": _version(folder), "files": sorted(set(_files(folder))), "shells": SHELLS}
    file = folder / SERVICE_WORKER.name
    script = file.read_text(encoding="utf-8")
    file.write_text(f"self.autoserviceBuild={json.dumps(build)};\n{script}", encoding="utf-8")


def _version(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix not in COMPRESSED
    ):
        digest.update(f"{file.relative_to(folder)}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: Path) -> Iterator[str]:
    """Return the addresses of what the pages load, and of the scripts of their routes."""
    for url in SHELLS.values():
        yield from NAMED.findall(_page_file(folder, url).read_text(encoding="utf-8"))
    manifest = next((folder / "assets").glob("manifest-*.js")).read_text(encoding="utf-8")
    found = ROUTES.search(manifest)
    routes: dict[str, dict[str, Any]] = json.loads(found[1])["routes"] if found else {}
    paths = {path.removeprefix("/").replace("*", ":order_id") for path in SHELLS}
    for route in routes.values():
        if route.get("path", "") in paths:
            yield from (route["module"], *route["imports"], *route["css"])


def _page_file(folder: Path, url: str) -> Path:
    # Pages of all languages name the same files.
    return folder / get_settings().default_locale / f"{url.removeprefix('/') or 'index'}.html"
