"""What no file of the repository may say."""

import functools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Taken apart, so that this file does not name them either.
INDEXES = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "pypi." + "python.org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "yarnpkg" + ".com",
    "npmmirror" + ".com",
    "conda" + ".anaconda.org",
)
LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")


@functools.cache
def files() -> tuple[Path, ...]:
    """Every file that is, or would be, committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
    return tuple(path for name in listed if name and (path := ROOT / name).is_file())


def lines() -> Iterator[tuple[str, str]]:
    for path in files():
        for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1
        ):
            yield f"{path.relative_to(ROOT)}:{number}", line


def test_there_are_files_to_look_at():
    assert ROOT / "autoservice" / "settings.py" in files()


@pytest.mark.parametrize("host", INDEXES)
def test_no_file_names_a_package_index(host: str):
    assert [place for place, line in lines() if host in line] == []


def test_nothing_is_left_for_later():
    assert [place for place, line in lines() if LATER.search(line)] == []


def test_nothing_of_the_shops_own_is_committed():
    private = {".db", ".pem", ".key", ".env", ".sqlite"}
    assert [path for path in files() if path.suffix in private or path.name == ".env"] == []


def test_no_style_follows_from_what_a_groups_member_contains():
    # With such a rule any change of a page makes the browser compute the style of all its elements.
    variants = ("group-" + "has-", "peer-" + "has-")
    found = [place for place, line in lines() if any(one in line for one in variants)]
    assert found == []
