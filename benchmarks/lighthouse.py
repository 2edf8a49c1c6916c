"""Lighthouse on the landing page and a service's page: ``python -m benchmarks.lighthouse --runs 3``.

Lighthouse comes from npm into a temporary folder, the browser is the tests' own. The reference are
the goals, printed as ratios.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, Final

from tests.support.browser import ensure_chromium, launch_options
from tests.support.server import AppServer

PACKAGE: Final = "lighthouse@12"
PATHS: Final = ("/", "/en", "/services/14")
FORMS: Final = {"desktop": ["--preset=desktop"], "phone": []}
# The score and the layout shift to reach, and the transferred bytes of scripts.
GOALS: Final = {"score": 0.95, "shift": 0.01, "script KiB": 160_000 / 1024}
FIGURES: Final = {
    "first paint": "first-contentful-paint",
    "largest": "largest-contentful-paint",
    "shift": "cumulative-layout-shift",
}


def main() -> None:
    """Print every run, and the medians beside the goals."""
    options = argparse.ArgumentParser()
    options.add_argument("--runs", type=int, default=3)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as folder, AppServer({"AUTOSERVICE_DEMO": "1"}) as server:
        program = _install(Path(folder))
        for path, form in product(PATHS, FORMS):
            url = server.url + path
            found = [_run(program, Path(folder), url, FORMS[form]) for _ in range(runs)]
            for one in found:
                print(path, form, _line(one), flush=True)
            middle = {name: median(one[name] for one in found) for name in found[0]}
            ratios = {name: round(middle[name] / goal, 2) for name, goal in GOALS.items()}
            print(path, form, "median:", _line(middle), "| ratio to the goal:", ratios, flush=True)


def _environment() -> dict[str, str]:
    # Node from this virtual environment comes before that of the machine.
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def _install(folder: Path) -> Path:
    command = ["npm", "install", "--silent", "--prefix", str(folder), PACKAGE]
    subprocess.run(command, env=_environment(), check=True)
    return folder / "node_modules" / ".bin" / "lighthouse"


def _run(program: Path, folder: Path, url: str, flags: list[str]) -> dict[str, float]:
    chromium = ensure_chromium()
    report = folder / "report.json"
    arguments = " ".join(["--headless=new", *launch_options(chromium)["args"]])
    command = [str(program), url, *flags, "--quiet", "--output=json", f"--output-path={report}"]
    command.append(f"--chrome-flags={arguments}")
    subprocess.run(command, env={**_environment(), "CHROME_PATH": chromium}, check=True)
    return _figures(json.loads(report.read_text(encoding="utf-8")))


def _figures(report: dict[str, Any]) -> dict[str, float]:
    audits = report["audits"]
    scripts = [
        one for one in audits["network-requests"]["details"]["items"] if one["resourceType"] == "Script"
    ]
    scores = [category["score"] for category in report["categories"].values()]
    return {
        "score": min(scores),
        **{name: round(audits[audit]["numericValue"], 4) for name, audit in FIGURES.items()},
        "script KiB": round(sum(one["transferSize"] for one in scripts) / 1024, 1),
    }


def _line(figures: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in figures.items())


if __name__ == "__main__":
    main()
