"""Files in an S3 bucket (boto3, in threads)."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from autoservice.modules.admin.stored_files.ports import StoredFile

TIMEOUT_SECONDS: Final = 15
MISSING: Final = ("NoSuchKey", "404")


class S3FileStorage:
    """``FileStoragePort``, ``AttachmentStorage`` and ``ListedStorage`` in a bucket.

    ``url`` is ``s3://bucket/prefix?endpoint=https://host&region=name``; prefix,
    endpoint and region may be left out. Credentials come from where boto3 looks
    for them (``AWS_ACCESS_KEY_ID``, a profile, the machine's role).
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query))
        self._bucket = parts.netloc
        self._prefix = f"{parts.path.strip('/')}/" if parts.path.strip("/") else ""
        self._client: Any = boto3.Session().client(
            "s3",
            endpoint_url=options.get("endpoint"),
            region_name=options.get("region", "us-east-1"),
            config=Config(
                connect_timeout=TIMEOUT_SECONDS, read_timeout=TIMEOUT_SECONDS, retries={"max_attempts": 3}
            ),
        )

    async def write(self, key: str, data: bytes) -> None:
        """Store the file; raises boto3's errors if the bucket does not answer."""
        await asyncio.to_thread(
            self._client.put_object, Bucket=self._bucket, Key=self._prefix + key, Body=data
        )

    async def read(self, key: str) -> bytes:
        """Return the file's bytes; raises ``FileNotFoundError``."""
        return await asyncio.to_thread(self._read, key)

    async def delete(self, key: str) -> None:
        """Remove the file if it is there."""
        await asyncio.to_thread(self._client.delete_object, Bucket=self._bucket, Key=self._prefix + key)

    async def size(self, key: str) -> int | None:
        """Return the size of the file in bytes, if it is there."""
        return await asyncio.to_thread(self._size, key)

    async def pages(self, after: str = "") -> AsyncGenerator[list[StoredFile]]:
        """Yield all files with keys above ``after``, in the order of their keys, a page at a time."""
        listing = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix, StartAfter=self._prefix + after
        )
        answers = iter(listing)
        while answer := await asyncio.to_thread(next, answers, None):
            yield [self._describe(found) for found in answer.get("Contents", ())]

    def _describe(self, found: dict[str, Any]) -> StoredFile:
        return StoredFile(found["Key"][len(self._prefix) :], found["Size"], found["LastModified"])

    def _size(self, key: str) -> int | None:
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=self._prefix + key)
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise
        size: int = head["ContentLength"]
        return size

    def _read(self, key: str) -> bytes:
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=self._prefix + key)["Body"]
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise FileNotFoundError(key) from error
            raise
        data: bytes = body.read()
        return data
