"""The shop and its REST interface, as fixtures."""

from tests.support.runtime import api, callers, clock, shop
from tests.ui.desk import desk

__all__ = ["api", "callers", "clock", "desk", "shop"]
