"""How long random secrets are stored."""

import hashlib


def digest(secret: str) -> str:
    """What is stored of a secret that is long and random: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()
