"""The pages' State classes and their gate, without a browser."""
