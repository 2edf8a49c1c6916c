"""Discounts that the shop gives on orders."""
