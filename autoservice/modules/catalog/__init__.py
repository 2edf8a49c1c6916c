"""Catalog: the services a shop offers and the stages they consist of."""
