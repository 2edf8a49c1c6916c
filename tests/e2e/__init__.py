"""The whole program in real browsers, as its people use it."""
