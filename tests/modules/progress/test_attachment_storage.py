"""``AttachmentStorage`` in a folder of this machine."""

import asyncio
from pathlib import Path

import pytest

from autoservice.adapters.local_files import LocalFileStorage


@pytest.fixture
def storage(tmp_path: Path) -> LocalFileStorage:
    return LocalFileStorage(tmp_path / "files")


async def test_what_was_written_is_read_again(storage: LocalFileStorage):
    await storage.write("orders/1/photo.webp", b"picture")
    assert await storage.read("orders/1/photo.webp") == b"picture"


async def test_a_file_that_is_not_there_cannot_be_read(storage: LocalFileStorage):
    with pytest.raises(FileNotFoundError):
        await storage.read("orders/1/photo.webp")


async def test_a_deleted_file_is_gone_and_may_be_deleted_again(storage: LocalFileStorage):
    await storage.write("photo.webp", b"picture")
    for _ in range(2):
        await storage.delete("photo.webp")
    with pytest.raises(FileNotFoundError):
        await storage.read("photo.webp")


@pytest.mark.parametrize("key", ["../outside", "a/../../outside", "/etc/passwd", "a/../../../etc/passwd"])
async def test_a_key_that_leads_out_is_refused(storage: LocalFileStorage, tmp_path: Path, key: str):
    (tmp_path / "outside").write_bytes(b"secret")
    with pytest.raises(ValueError, match="leads out"):
        await storage.write(key, b"overwritten")
    with pytest.raises(ValueError, match="leads out"):
        await storage.read(key)
    with pytest.raises(ValueError, match="leads out"):
        await storage.delete(key)
    assert (tmp_path / "outside").read_bytes() == b"secret"


async def test_a_link_that_leads_out_is_refused(storage: LocalFileStorage, tmp_path: Path):
    await storage.write("inside", b"")
    (tmp_path / "files" / "link").symlink_to(tmp_path)
    with pytest.raises(ValueError, match="leads out"):
        await storage.write("link/outside", b"overwritten")
    assert not (tmp_path / "outside").exists()


async def test_a_write_that_breaks_off_leaves_the_old_file(
    storage: LocalFileStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    await storage.write("photo.webp", b"old")

    def no_space(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        await storage.write("photo.webp", b"new")
    assert await storage.read("photo.webp") == b"old"


async def test_readers_never_see_half_a_file(storage: LocalFileStorage):
    versions = [bytes([number]) * 300_000 for number in range(8)]
    await storage.write("photo.webp", versions[0])

    async def rewrite() -> None:
        for version in versions:
            await storage.write("photo.webp", version)

    writing = asyncio.create_task(rewrite())
    seen = [await storage.read("photo.webp")]
    while not writing.done():
        seen.append(await storage.read("photo.webp"))
    await writing
    assert set(seen) <= set(versions)


async def test_no_drafts_are_left(storage: LocalFileStorage, tmp_path: Path):
    await storage.write("orders/1/photo.webp", b"picture")
    assert [path.name for path in (tmp_path / "files").rglob("*") if path.is_file()] == ["photo.webp"]
