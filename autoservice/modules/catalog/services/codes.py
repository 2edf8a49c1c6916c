"""Codes of what is added to the catalog: stable names for addresses, programs and files."""

import re
import unicodedata
import uuid
from collections.abc import Iterator
from typing import Final

CODE_LENGTH: Final = 40


def codes_for(name: str, otherwise: str) -> Iterator[str]:
    """Return codes for a name in English: its letters and digits, then with an ending that nothing has."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    code = re.sub("[^a-z0-9]+", "_", plain).strip("_")[: CODE_LENGTH - 9].strip("_") or otherwise
    yield code
    while True:
        yield f"{code}_{uuid.uuid4().hex[:8]}"
