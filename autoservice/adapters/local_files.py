"""Files in a folder of this machine."""

import asyncio
import os
from pathlib import Path


class LocalFileStorage:
    """``AttachmentStorage`` under ``root``; a key is a relative path that the program made."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    async def write(self, key: str, data: bytes) -> None:
        """Store the file durably and atomically."""
        await asyncio.to_thread(self._write, self._path(key), data)

    async def read(self, key: str) -> bytes:
        """Return the file's bytes; raises ``FileNotFoundError``."""
        return await asyncio.to_thread(self._path(key).read_bytes)

    async def delete(self, key: str) -> None:
        """Remove the file if it is there."""
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        path = (self._root / key).resolve()
        if not path.is_relative_to(self._root):
            raise ValueError("The key leads out of the storage folder.")
        return path

    def _write(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.part")
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
