"""Until when somebody of the shop has promised an order, and why that is not kept."""
