"""The services a shop offers, in categories."""
