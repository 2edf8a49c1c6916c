"""All files go from one storage to another, whatever breaks off, and arrive as they were."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest
from click.testing import CliRunner

from autoservice.adapters.local_files import LocalFileStorage
from autoservice.adapters.s3_files import S3FileStorage
from autoservice.cli import main
from autoservice.modules.admin.stored_files.migration import Migration
from autoservice.modules.progress.photo_files import photo_keys
from autoservice.settings import ROOT
from tests.support.s3 import BUCKET, KEY, SECRET, S3Server
from tests.support.timeouts import TIMEOUT_SECONDS

PICTURE = f"catalog/pictures/{'0' * 32}.webp"
# Dies when it has sent the fourth file, before it has compared it.
DYING = """
import os, signal, sys
from autoservice.cli import main
from autoservice.modules.admin.stored_files.migration import Migration
checksum, asked = Migration._checksum, []
async def die(self, key):
    asked.append(key)
    if len(asked) > len(set(asked)) + 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return await checksum(self, key)
Migration._checksum = die
main(["files", "migrate", "--from", sys.argv[1], "--to", sys.argv[2]])
"""


@pytest.fixture
def s3_url(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """An empty place in the bucket."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    return s3_server.url.replace("/shop", f"/{tmp_path.name}")


async def fill(storage: LocalFileStorage, orders: int = 5) -> dict[str, bytes]:
    """So many orders with a photo each, and a service's picture."""
    keys = [key for number in range(orders) for key in photo_keys(number)]
    files = {key: key.encode() * 50 for key in (*keys, PICTURE)}
    for key, data in files.items():
        await storage.write(key, data)
    return files


async def read_all(storage: LocalFileStorage | S3FileStorage) -> dict[str, bytes]:
    return {file.key: await storage.read(file.key) async for page in storage.pages() for file in page}


def spoil(s3_url: str, key: str, data: bytes) -> None:
    """Put other bytes in the place of a file, behind the program's back."""
    place = urlsplit(s3_url)
    client = boto3.client("s3", endpoint_url=place.query.partition("=")[2], region_name="us-east-1")
    client.put_object(Bucket=BUCKET, Key=f"{place.path[1:]}/{key}", Body=data)


def migrate(source: object, target: object, *options: str) -> str:
    """Run the command; returns what it says."""
    command = ["files", "migrate", "--from", str(source), "--to", str(target), *options]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0, done.output
    return done.output


def test_everything_goes_to_a_bucket_and_back(s3_url: str, tmp_path: Path):
    here, back = tmp_path / "here", tmp_path / "back"
    files = asyncio.run(fill(LocalFileStorage(here)))
    (here / "orders" / "notes.txt").write_text("somebody else's")
    said = migrate(here, s3_url)
    assert "11 files looked at: 11 copied, 1 not this program's" in said
    assert f"set AUTOSERVICE_FILES_URL to {s3_url}" in said
    assert "11 files looked at: 11 there already" in migrate(here, s3_url)
    migrate(s3_url, back)
    assert asyncio.run(read_all(LocalFileStorage(back))) == files


def test_a_copy_that_was_killed_goes_on(s3_url: str, tmp_path: Path):
    files = asyncio.run(fill(LocalFileStorage(tmp_path), orders=20))
    killed = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path), s3_url], cwd=ROOT, timeout=TIMEOUT_SECONDS, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    arrived = asyncio.run(read_all(S3FileStorage(s3_url)))
    assert 0 < len(arrived) < len(files)
    said = migrate(tmp_path, s3_url)
    assert f"{len(files) - len(arrived)} copied, {len(arrived)} there already" in said
    assert asyncio.run(read_all(S3FileStorage(s3_url))) == files


def test_a_file_that_is_there_otherwise_is_copied_again(s3_url: str, tmp_path: Path):
    files = asyncio.run(fill(LocalFileStorage(tmp_path)))
    migrate(tmp_path, s3_url)
    spoil(s3_url, PICTURE, bytes(len(files[PICTURE])))
    assert "10 there already, 1 there otherwise and copied again" in migrate(tmp_path, s3_url)
    spoil(s3_url, PICTURE, b"cut off")
    assert "10 there already, 1 there otherwise" in migrate(tmp_path, s3_url, "--missing-only")
    assert asyncio.run(read_all(S3FileStorage(s3_url))) == files


def test_a_second_run_takes_what_the_server_stored_meanwhile(s3_url: str, tmp_path: Path):
    source = LocalFileStorage(tmp_path)
    files = asyncio.run(fill(source))
    assert "run the same command with --missing-only" in migrate(tmp_path, s3_url)
    photo = dict.fromkeys(photo_keys(99), b"taken meanwhile")
    for key, data in photo.items():
        asyncio.run(source.write(key, data))
    said = migrate(tmp_path, s3_url, "--missing-only")
    assert f"{len(photo)} copied, {len(files)} there already ({len(photo) * 15} bytes copied)" in said
    assert asyncio.run(read_all(S3FileStorage(s3_url))) == files | photo


class Damaging(LocalFileStorage):
    """A storage that keeps one of its files damaged, whatever is written."""

    async def write(self, key: str, data: bytes) -> None:
        await super().write(key, data[:-1] + b"?" if key == PICTURE else data)


async def test_a_file_that_does_not_arrive_whole_is_named(tmp_path: Path):
    source, target = LocalFileStorage(tmp_path / "from"), Damaging(tmp_path / "to")
    await fill(source)
    counts = await Migration(source, target, lambda _: None).run()
    assert (counts.failed, counts.copied, counts.looked_at) == ([PICTURE], 10, 11)


class InUse(LocalFileStorage):
    """A storage from which a server deletes a file while it is copied."""

    async def read(self, key: str) -> bytes:
        if key == PICTURE:
            await self.delete(key)
        return await super().read(key)


async def test_a_file_that_the_server_deletes_meanwhile_is_no_failure(tmp_path: Path):
    source, target = InUse(tmp_path / "from"), LocalFileStorage(tmp_path / "to")
    files = await fill(source)
    counts = await Migration(source, target, lambda _: None).run()
    assert (counts.failed, counts.copied, counts.gone) == ([], 10, 1)
    assert await read_all(target) == {key: data for key, data in files.items() if key != PICTURE}


@pytest.mark.parametrize(
    "target", ["s3://photos?endpoint=http://127.0.0.1:1", "s3://photos?endpoint=nonsense"]
)
def test_a_storage_that_does_not_answer_is_a_sentence(
    target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, s3_url: str
):
    monkeypatch.setattr("autoservice.adapters.s3_files.TIMEOUT_SECONDS", 1)
    asyncio.run(LocalFileStorage(tmp_path).write(PICTURE, b"picture"))
    done = CliRunner().invoke(main, ["files", "migrate", "--from", str(tmp_path), "--to", target])
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith(("Run the same command again", "Error: A storage cannot"))


@pytest.mark.parametrize(
    ("source", "said"), [("photoz", "photoz has no file"), ("ftp://photos", "neither a folder")]
)
def test_a_storage_that_was_misspelt_is_not_said_to_be_copied(
    source: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["files", "migrate", "--from", source, "--to", "copies"])
    assert done.exit_code == 1
    assert said in done.output
    assert "AUTOSERVICE_FILES_URL" not in done.output
