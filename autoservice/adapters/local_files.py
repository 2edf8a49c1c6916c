"""Files in a folder of this machine."""

import asyncio
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final

from autoservice.modules.admin.stored_files.ports import StoredFile

PAGE: Final = 1000


class LocalFileStorage:
    """``FileStoragePort``, ``AttachmentStorage`` and ``ListedStorage`` under ``root``.

    A key is a relative path that the program made.
    """

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

    async def size(self, key: str) -> int | None:
        """Return the size of the file in bytes, if it is there."""
        try:
            return (await asyncio.to_thread(self._path(key).stat)).st_size
        except FileNotFoundError:
            return None

    async def pages(self, after: str = "") -> AsyncGenerator[list[StoredFile]]:
        """Yield all files with keys above ``after``, in the order of their keys, a page at a time."""
        files = _walk(self._root, "", after)
        while page := await asyncio.to_thread(lambda: list(islice(files, PAGE))):
            yield page

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


def _walk(folder: Path, prefix: str, after: str) -> Iterator[StoredFile]:
    for name in _names(folder):
        key = f"{prefix}{name}"
        if not name.endswith("/"):
            with suppress(FileNotFoundError):
                if key > after:
                    yield _describe(folder / name, key)
        elif key > after or after.startswith(key):
            yield from _walk(folder / name, key, after)


def _names(folder: Path) -> list[str]:
    """Return the names of files, and of folders with a slash, in the order of the keys that they begin."""
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if not entry.is_symlink()]
            return sorted(f"{entry.name}/" if entry.is_dir() else entry.name for entry in found)
    except FileNotFoundError:
        return []


def _describe(path: Path, key: str) -> StoredFile:
    status = path.stat()
    return StoredFile(key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))
