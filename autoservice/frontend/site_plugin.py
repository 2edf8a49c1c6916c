"""Our part of a build: changes of Reflex's files before it, portable small scripts and pages after it."""

import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any, Final

from reflex.plugins import Plugin

from autoservice.frontend.client_changes import (
    CLIENT,
    COMPILED,
    ENTRY,
    change,
    change_section_loader,
    packaged,
)
from autoservice.frontend.installation import complete_service_worker, write_manifest
from autoservice.frontend.node import run_node
from autoservice.frontend.shells import render_shells
from autoservice.ui.engine.scripts import SERVICE_WORKER, bundle_url, classic_files, entry_files, first_files

# The server's address in the compiled pages, and its replacement:
# the origin they were loaded from, so that one build serves any host and port.
ENDPOINT: Final = re.compile(r'(["`])(http|ws)://portable\.invalid(/[^"`]*)\1')
# React Router's list of all scripts, whose name changes with any of them.
MANIFEST: Final = re.compile(r"manifest-(\w+)\.js")

# The build's own bundler and minifier, with what they are to write.
BUNDLE: Final = """
import { rolldown } from "rolldown";
const [input, file] = process.argv.slice(1);
const bundle = await rolldown({ input });
await bundle.write({ file, format: "es", minify: true });
"""
MINIFY: Final = """
import { readFileSync, writeFileSync } from "node:fs";
import { minifySync } from "rolldown/utils";
for (const file of process.argv.slice(1)) {
  const { code, errors } = minifySync(file, readFileSync(file, "utf8"), { module: false });
  if (errors.length) throw new Error(`${file}: ${errors[0].message}`);
  writeFileSync(file, code);
}
"""


class SitePlugin(Plugin):
    """Reflex's hooks before and after a production build."""

    def pre_compile(self, **context: Any) -> None:
        """Change compiled files, and Reflex's client and its entry as its package has them."""
        context["add_modify_task"](CLIENT, lambda _: change(CLIENT, packaged(CLIENT)))
        context["add_save_task"](lambda: (ENTRY, change(ENTRY, packaged(ENTRY))))
        for file in COMPILED:
            context["add_modify_task"](file, partial(change, file))

    def provides_entry_client(self) -> bool:
        """Return that the entry is written here, and not by Reflex."""
        return True

    def post_build(self, **context: Any) -> None:
        """Finish the files in ``static_dir``; an error of a step ends the build."""
        folder = Path(context["static_dir"]).resolve()
        make_portable(folder)
        change_section_loader((folder / "assets").glob("*.js"))
        publish_version(folder)
        bundle_modules(folder)
        run_node(MINIFY, *(folder / file.name for file in (*classic_files(), SERVICE_WORKER)))
        render_shells(folder, first_files())
        write_manifest(folder)
        complete_service_worker(folder)


class SiteNotPortable(RuntimeError):
    """The compiled pages do not have the server's address where it was expected."""


def make_portable(folder: Path) -> None:
    """Replace the server's address in the scripts by the page's origin; raises ``SiteNotPortable``."""
    changed = [path for path in folder.rglob("*.js") if _make_script_portable(path)]
    if not changed:
        raise SiteNotPortable("No compiled script names the server's address.")


def _make_script_portable(path: Path) -> bool:
    before = path.read_text(encoding="utf-8")
    after = ENDPOINT.sub(r'(location.origin.replace(/^http/,"\2")+"\3")', before)
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


class NoVersion(RuntimeError):
    """React Router does not list the pages' scripts in one file, named after its content."""


def publish_version(folder: Path) -> None:
    """Write the version of the pages into ``version.txt``; raises ``NoVersion``."""
    found = [match[1] for path in (folder / "assets").iterdir() if (match := MANIFEST.fullmatch(path.name))]
    if len(found) != 1:
        raise NoVersion(f"There are {len(found)} lists of the pages' scripts.")
    (folder / "version.txt").write_text(found[0], encoding="utf-8")


def bundle_modules(folder: Path) -> None:
    """Bundle each folder of our ES modules into one file at its ``bundle_url``, and remove the folder."""
    for entry in entry_files():
        shutil.rmtree(folder / entry.parent.name, ignore_errors=True)
        run_node(BUNDLE, entry, folder / bundle_url(entry).removeprefix("/"))
