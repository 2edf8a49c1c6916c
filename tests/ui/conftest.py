"""The shop and its REST interface, as fixtures."""

from tests.support.runtime import api, callers, clock, shop

__all__ = ["api", "callers", "clock", "shop"]
