"""Inventory: parts and consumables, the ledger of their movements, and counting what is there."""
