"""The last step of a build, before Reflex compresses the files: portable, small scripts."""

import re
import subprocess
from pathlib import Path
from typing import Any, Final

from reflex.plugins import Plugin

from autoservice.settings import ROOT

ASSETS: Final = ROOT / "assets"
WEB: Final = ROOT / ".web"

# Where the compiled pages expect the server, and what they must ask instead:
# the origin they were loaded from, so that one build serves any host and port.
ENDPOINT: Final = re.compile(r'(["`])(http|ws)://portable\.invalid(/[^"`]*)\1')

# The bundler's own minifier, with what it is to write over.
MINIFY: Final = """
import { readFileSync, writeFileSync } from "node:fs";
import { minifySync } from "rolldown/utils";
for (const file of process.argv.slice(1)) {
  const source = readFileSync(file, "utf8");
  const { code, errors } = minifySync(file, source, { module: /^(im|ex)port\\b/m.test(source) });
  if (errors.length) throw new Error(`${file}: ${errors[0].message}`);
  writeFileSync(file, code);
}
"""


class SitePlugin(Plugin):
    """Reflex's hook after a production build."""

    def post_build(self, **context: Any) -> None:
        """Finish the files in ``static_dir``; an error of a step ends the build."""
        folder = Path(context["static_dir"]).resolve()
        make_portable(folder)
        minify_own_scripts(folder)


class SiteNotPortable(RuntimeError):
    """The compiled pages do not name the server's address where it was expected."""


def make_portable(folder: Path) -> None:
    """Let the scripts in ``folder`` ask where they came from; raises ``SiteNotPortable`` if none does."""
    changed = [path for path in folder.rglob("*.js") if _make_script_portable(path)]
    if not changed:
        raise SiteNotPortable("No compiled script names the server's address.")


def _make_script_portable(path: Path) -> bool:
    before = path.read_text(encoding="utf-8")
    after = ENDPOINT.sub(r'(location.origin.replace(/^http/,"\2")+"\3")', before)
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


def minify_own_scripts(folder: Path) -> None:
    """Write the scripts of ``assets`` smaller: without comments they are a third of their size."""
    scripts = [folder / path.relative_to(ASSETS) for path in ASSETS.rglob("*.js")]
    command = ["node", "--input-type=module", "--eval", MINIFY, *map(str, scripts)]
    subprocess.run(command, cwd=WEB, check=True)  # noqa: S603 - the build's own node
