"""Services of the catalog, and the choice among them."""
