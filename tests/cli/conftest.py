"""The shop, as fixtures."""

from tests.support.runtime import clock, shop

__all__ = ["clock", "shop"]
