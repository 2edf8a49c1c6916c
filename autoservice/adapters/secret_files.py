"""Files that hold secrets: whole under their name or not there at all, and for their owner's eyes only."""

import os
import tempfile
from pathlib import Path


def create_secret_file(path: Path, content: bytes) -> None:
    """Write the file, unless it is there: of two that write at once both then read the file of the first."""
    # Written aside (readable by the owner only) and linked into place: linking never replaces.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
