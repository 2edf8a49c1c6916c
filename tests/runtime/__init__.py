"""The relay, its lanes, and what runs in them."""
