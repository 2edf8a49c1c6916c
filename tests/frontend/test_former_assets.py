"""Scripts of former builds are served for a day after they were replaced."""

from pathlib import Path

from autoservice.frontend.build import FORMER, WEB
from autoservice.frontend.former_assets import DAY, FormerAssets

HOUR = 3600


class Builds:
    """One folder of scripts over several builds, each of which wipes it."""

    def __init__(self, folder: Path) -> None:
        self.assets = folder / "assets"
        self.now = 1_000_000.0
        self._former = FormerAssets(self.assets, folder / "former", lambda: self.now)

    def build(self, *names: str, hours: int = 1) -> set[str]:
        """Build so many hours later; returns what is served then."""
        self.now += hours * HOUR
        self._former.archive()
        for path in [path for path in self.assets.rglob("*") if path.is_file()]:
            path.unlink()
        for name in names:
            (self.assets / name).parent.mkdir(parents=True, exist_ok=True)
            (self.assets / name).write_text(f"{name} as it was built")
        self._former.restore()
        return {path.relative_to(self.assets).as_posix() for path in self.assets.rglob("*") if path.is_file()}


def test_what_is_put_aside_is_not_in_the_folder_that_reflex_empties() -> None:
    assert not FORMER.is_relative_to(WEB)


def test_the_scripts_of_the_former_build_are_still_served(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    assert builds.build("root-1.js", "queue/item-1.js") == {"root-1.js", "queue/item-1.js"}
    assert builds.build("root-2.js") == {"root-1.js", "queue/item-1.js", "root-2.js"}
    assert (builds.assets / "queue/item-1.js").read_text() == "queue/item-1.js as it was built"


def test_the_day_begins_when_they_are_replaced_however_many_builds_follow(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    builds.build("root-1.js")
    assert builds.build("root-2.js", hours=100) == {"root-1.js", "root-2.js"}
    assert builds.build("root-3.js", hours=23) == {"root-1.js", "root-2.js", "root-3.js"}
    assert builds.build("root-4.js", hours=2) == {"root-2.js", "root-3.js", "root-4.js"}
    assert {path.name for path in tmp_path.rglob("root-1.js")} == set()


def test_what_is_built_again_is_former_no_more(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    builds.build("root-1.js")
    builds.build("root-2.js")
    builds.build("root-1.js")
    assert builds.build("root-3.js", hours=DAY // HOUR - 1) == {"root-1.js", "root-2.js", "root-3.js"}
    assert builds.build("root-3.js", hours=3) == {"root-1.js", "root-3.js"}


def test_a_build_that_failed_half_way_loses_nothing(tmp_path: Path) -> None:
    builds = Builds(tmp_path)
    builds.build("root-1.js")
    FormerAssets(builds.assets, tmp_path / "former", lambda: builds.now).archive()
    (builds.assets / "root-1.js").unlink()
    assert builds.build("root-2.js") == {"root-1.js", "root-2.js"}
