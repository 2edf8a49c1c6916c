"""Reports: what the shop has done in a period."""
