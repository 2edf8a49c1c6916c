"""The build's own Node, for the steps that need its packages."""

import subprocess
from pathlib import Path
from typing import Final

from autoservice.settings import ROOT

WEB: Final = ROOT / ".web"


def run_node(script: str, *arguments: Path | str) -> None:
    """Run an ES module with ``arguments`` in the build's folder; raises ``CalledProcessError``."""
    command = ["node", "--input-type=module", "--eval", script, *map(str, arguments)]
    subprocess.run(command, cwd=WEB, check=True)  # noqa: S603 - the build's own node
