"""The built pages: portable, and small enough for a slow phone."""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from autoservice.frontend import STATIC
from autoservice.site_plugin import SiteNotPortable, make_portable
from autoservice.ui.shared.scripts import classic_files, published_modules

# What a guest's first page may load of scripts, as browsers get them: compressed.
SCRIPT_BYTES: Final = 156 * 1024
ADDRESS: Final = re.compile(r'(?:src|href)="(/[^"]+\.js)"')


@pytest.fixture(scope="module")
def site() -> Path:
    assert STATIC.is_dir(), "The pages are not built: python -m autoservice build"
    return STATIC


def scripts_of_the_landing_page(site: Path) -> Iterator[Path]:
    html = (site / "index.html").read_text(encoding="utf-8")
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
    modules = [(file, address.lstrip("/")) for file, address, _ in published_modules()]
    scripts = [(file, file.name) for file in classic_files()]
    assert modules
    assert scripts
    for file, address in modules + scripts:
        assert (site / address).stat().st_size < file.stat().st_size, address


def test_modules_are_short_and_find_each_other() -> None:
    modules = {address: text for _, address, text in published_modules()}
    for address, text in modules.items():
        assert text.count("\n") < 200, address
        for name in re.findall(r'from "([^"]+)"', text):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(address), name)) in modules, name


def test_a_build_that_names_no_server_is_refused(tmp_path: Path) -> None:
    (tmp_path / "script.js").write_text("let nothing;")
    with pytest.raises(SiteNotPortable):
        make_portable(tmp_path)
