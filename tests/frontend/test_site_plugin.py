"""The built pages: portable, and small enough for a slow phone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from autoservice.frontend.build import STATIC
from autoservice.frontend.site_plugin import SiteNotPortable, make_portable
from autoservice.ui.engine.scripts import ASSETS, bundle_url, classic_files, entry_files

# What a guest's first page may load of scripts, as browsers get them: compressed.
SCRIPT_BYTES: Final = 156 * 1024
ADDRESS: Final = re.compile(r'(?:src|href)="(/[^"]+\.js)"')


@pytest.fixture(scope="module")
def site() -> Path:
    assert STATIC.is_dir(), "The pages are not built: python -m autoservice build"
    return STATIC


def scripts_of_the_landing_page(site: Path) -> Iterator[Path]:
    html = (site / "en" / "index.html").read_text(encoding="utf-8")
    yield from {site / address.lstrip("/") for address in ADDRESS.findall(html)}


def test_the_landing_page_loads_no_more_scripts_than_a_slow_phone_can_bear(site: Path) -> None:
    scripts = list(scripts_of_the_landing_page(site))
    assert len(scripts) > 5
    assert sum(script.with_name(f"{script.name}.br").stat().st_size for script in scripts) <= SCRIPT_BYTES


def test_built_scripts_ask_the_server_they_came_from(site: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (site / "assets").glob("*.js")]
    assert not any("portable.invalid" in text for text in texts)
    assert any("location.origin" in text for text in texts)


def test_own_scripts_are_minified(site: Path) -> None:
    assert classic_files()
    for file in classic_files():
        assert (site / file.name).stat().st_size < file.stat().st_size, file


def test_each_folder_of_modules_is_one_file(site: Path) -> None:
    assert entry_files()
    for entry in entry_files():
        bundle = (site / bundle_url(entry).lstrip("/")).read_text(encoding="utf-8")
        assert not re.search(r"\bimport\b", bundle), entry
        assert len(bundle) < sum(file.stat().st_size for file in entry.parent.glob("*.js")), entry
        assert not (site / entry.parent.name).exists()


def test_scripts_are_short_and_few() -> None:
    lengths = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in ASSETS.rglob("*.js")}
    assert [file for file, length in lengths.items() if length >= 200] == []
    assert sum(lengths.values()) <= 3720


def test_a_build_that_names_no_server_is_refused(tmp_path: Path) -> None:
    (tmp_path / "script.js").write_text("let nothing;")
    with pytest.raises(SiteNotPortable):
        make_portable(tmp_path)
