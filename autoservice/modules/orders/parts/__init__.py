"""The parts of orders: what a job takes from the stock, and what is ordered for it."""
