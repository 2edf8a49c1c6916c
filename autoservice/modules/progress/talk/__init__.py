"""The talk between the client and the shop about an order."""
