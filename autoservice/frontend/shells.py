"""Pages as HTML, each in every language: rendered by the build's own server, served by ``api/pages.py``.

Reflex lets React Router render the pages with constant addresses, in one language, with their styles and
first scripts in other files. Here each page is rendered again in each language, those with a number in their
address with a 0 in its place; styles and first scripts stand in the page: its first paint needs one answer.
"""

import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from autoservice.frontend.client_changes import CONTEXT, ClientChanged
from autoservice.frontend.node import WEB, run_node
from autoservice.shared.i18n import LOCALES

STYLES: Final = "assets/__reflex_global_styles-*.css"

# A process for each language: modules read ``pageLocale`` once, as they are loaded.
RENDER: Final = """
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { createRequestHandler } from "react-router";
const { locale, locales, boot, server, folder, styles, scripts } = JSON.parse(process.argv[1]);
globalThis.pageBoot = JSON.stringify(boot);
globalThis.pageLocale = locale;
globalThis.pageStyles = readFileSync(styles, "utf8");
globalThis.pageScripts = scripts.map((file) => readFileSync(file, "utf8").trim()).join("\\n");
const build = await import(pathToFileURL(server));
const paths = Object.values(build.routes).map((route) => route.path ?? "");
const numbered = paths.filter((path) => path.includes(":")).map((path) => "/" + path.replace(/:\\w+/g, "0"));
const prerender = [...build.prerender, ...numbered, "/not-found"];
const handle = createRequestHandler({ ...build, prerender }, "production");
const others = new RegExp(`^/(${locales.join("|")})(/|$)`);
for (const path of prerender) {
  if (path.match(others) && path.match(others)[1] !== locale) continue;
  const response = await handle(new Request("http://localhost" + path));
  const html = (await response.text()).replace(/<html lang="[^"]*"/, `<html lang="${locale}"`);
  if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
  const file = `${folder}/${locale}${path === "/" ? "/index" : path}.html`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, html);
}
"""


# What the client knows of the State classes: their version, and the vars that the browser keeps.
SCHEMA: Final = re.compile(r'^export const stateSchema = "(\w+)"$', re.MULTILINE)
STORAGE: Final = re.compile(r"^export const clientStorage = (\{.*\})$", re.MULTILINE)


class NoStyles(RuntimeError):
    """The build's styles are not in one file."""


def render_shells(folder: Path, first_scripts: list[Path]) -> None:
    """Write ``folder/LOCALE/PATH.html`` for each page and language; raises ``NoStyles``."""
    styles = list(folder.glob(STYLES))
    if len(styles) != 1:
        raise NoStyles(f"There are {len(styles)} files of styles.")
    for page in folder.rglob("*.html"):
        page.unlink()
    boot = boot_data((WEB / CONTEXT).read_text(encoding="utf-8"))
    for locale in LOCALES:
        order = {
            "locale": locale,
            "locales": LOCALES,
            "boot": boot,
            "server": str(WEB / "build" / "server" / "index.js"),
            "folder": str(folder),
            "styles": str(styles[0]),
            "scripts": [str(folder / file.name) for file in first_scripts],
        }
        run_node(RENDER, json.dumps(order))


def boot_data(context: str) -> dict[str, Any]:
    """Return what ``early_socket.js`` needs of the compiled context; raises ``ClientChanged``."""
    schema, storage = SCHEMA.search(context), STORAGE.search(context)
    if not (schema and storage):
        raise ClientChanged(f"Reflex's {CONTEXT} does not name its schema and its storage any more.")
    kinds = {"session_storage": "sessionStorage", "local_storage": "localStorage"}
    stored = [
        [name, kinds[kind], options.get("name", name)]
        for kind, names in json.loads(storage[1]).items()
        for name, options in names.items()
    ]
    return {"version": version("reflex"), "schema": schema[1], "stored": stored}
