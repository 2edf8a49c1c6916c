"""Slices of the user interface: one file each, but for those with a State or several parts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "autoservice" / "ui"
LAYERS = ("entities", "features", "widgets", "pages")


def folders(*layers: str) -> Iterator[Path]:
    """The slices of the layers that are folders."""
    for layer in layers:
        yield from (path.parent for path in sorted((UI / layer).glob("*/__init__.py")))


def test_there_are_slices_to_look_at():
    assert len(list(folders(*LAYERS))) > 5
    assert (UI / "features" / "sign_in.py").is_file()


@pytest.mark.parametrize("layer", LAYERS)
def test_a_slice_of_one_module_is_one_file(layer: str):
    assert [slice for slice in folders(layer) if len(list(slice.rglob("*.py"))) == 2] == []


def test_a_feature_without_a_state_is_one_file():
    assert [slice for slice in folders("features") if not (slice / "state.py").is_file()] == []
