"""The scripts of former builds, which open pages still request: kept for a day after their replacement."""

import json
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

DAY: Final = 24 * 3600


class FormerAssets:
    """The files of one folder, with a hash in their names (``root-Bfxn4y3S.js``), over several builds."""

    def __init__(self, assets: Path, archive_folder: Path, now: Callable[[], float] = time.time) -> None:
        self._assets = assets
        self._archive = archive_folder
        self._index = archive_folder / "replaced.json"
        self._now = now

    def archive(self) -> None:
        """Copy the present files before a build deletes them; delete those replaced more than a day ago."""
        now = self._now()
        files = self._files(self._assets)
        index = json.loads(self._index.read_text(encoding="utf-8")) if self._index.exists() else {}
        replaced = {name: index.get(name, now) for name in (*index, *files)}
        remaining = {name: at for name, at in replaced.items() if now - at < DAY}
        for name in remaining:
            self._copy(name, self._assets, self._archive / "files")
        for name in set(index) - set(remaining):
            (self._archive / "files" / name).unlink(missing_ok=True)
        self._archive.mkdir(parents=True, exist_ok=True)
        self._index.write_text(json.dumps(remaining, indent=0, sort_keys=True), encoding="utf-8")

    def restore(self) -> None:
        """Restore the former files beside those of the new build."""
        index: dict[str, float] = json.loads(self._index.read_text(encoding="utf-8"))
        former = {name: at for name, at in index.items() if not (self._assets / name).exists()}
        for name in former:
            self._copy(name, self._archive / "files", self._assets)
        self._index.write_text(json.dumps(former, indent=0, sort_keys=True), encoding="utf-8")

    def _files(self, folder: Path) -> list[str]:
        return [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]

    def _copy(self, name: str, source: Path, target: Path) -> None:
        if not (source / name).exists() or (target / name).exists():
            return
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / name, target / name)
