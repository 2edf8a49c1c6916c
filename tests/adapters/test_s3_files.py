"""Photos in an S3 bucket, against a real S3 server."""

import pytest
from botocore.exceptions import ClientError

from autoservice.adapters.s3_files import S3FileStorage
from tests.support.s3 import KEY, SECRET, S3Server

PHOTO = "orders/1/photo.webp"


@pytest.fixture
def storage(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3FileStorage:
    """A storage with the right key."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return S3FileStorage(s3_server.url)


async def test_what_is_written_can_be_read(storage: S3FileStorage) -> None:
    data = bytes(range(256)) * 1000
    await storage.write(PHOTO, data)
    assert await storage.read(PHOTO) == data


async def test_a_file_that_is_not_there_is_not_found(storage: S3FileStorage) -> None:
    with pytest.raises(FileNotFoundError):
        await storage.read("orders/1/never-written.webp")


async def test_deleting_twice_is_as_good_as_once(storage: S3FileStorage) -> None:
    await storage.write(PHOTO, b"photo")
    await storage.delete(PHOTO)
    await storage.delete(PHOTO)
    with pytest.raises(FileNotFoundError):
        await storage.read(PHOTO)


async def test_a_wrong_secret_is_refused(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
    with pytest.raises(ClientError):
        await S3FileStorage(s3_server.url).write(PHOTO, b"photo")
