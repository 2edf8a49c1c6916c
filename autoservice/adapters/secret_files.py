"""Files of secrets, created atomically and readable by their owner only."""

import os
import tempfile
from pathlib import Path


def create_secret_file(path: Path, content: bytes) -> None:
    """Create the file, unless it exists: of two concurrent writers both then read the first one's file."""
    # Written as a draft (readable by the owner only) and linked to its name: a link never replaces a file.
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
