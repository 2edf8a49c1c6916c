"""Commands about the stored files."""

import asyncio
import time
from collections.abc import Callable

import click
from botocore.exceptions import BotoCoreError, ClientError
from sqlalchemy.exc import SQLAlchemyError

from autoservice.cli.common import read_settings, with_runtime
from autoservice.modules.admin.stored_files.migration import Migration, MigrationCounts
from autoservice.runtime.orphans import GRACE, Findings
from autoservice.runtime.runtime import Runtime
from autoservice.wiring.adapters import FileStorage, open_storage

REPORT_SECONDS = 2.0
STORAGE_ERRORS = (OSError, BotoCoreError, ClientError)
NEXT = """
The server may have stored more meanwhile. To change over:
  1. stop the server;
  2. run the same command with --missing-only, which is quick;
  3. set AUTOSERVICE_FILES_URL to {target} and start the server."""


@click.group()
def files() -> None:
    """Photos and pictures in the storage."""


@files.command()
@click.option("--delete", "deletes", is_flag=True, help="Delete them.")
@click.option("--force", is_flag=True, help="Delete them even if most files would go.")
def orphans(deletes: bool, force: bool) -> None:
    """List the files that no row names and that are older than a day."""

    async def find(runtime: Runtime) -> None:
        findings = await runtime.orphans.find()
        _show(findings)
        if deletes and findings.suspicious and not force:
            raise click.ClickException(
                "Most files would go: are these database and storage of one shop? With --force they go."
            )
        if deletes:
            await runtime.orphans.delete(findings.orphans)
            click.echo(f"{len(findings.orphans)} deleted.")

    try:
        with_runtime(read_settings(), find)
    except SQLAlchemyError as error:
        raise click.ClickException("The database does not answer, or it was not migrated yet.") from error
    except STORAGE_ERRORS as error:
        raise click.ClickException(f"The storage does not answer as it should: {error}") from error


def _show(findings: Findings) -> None:
    for file in findings.orphans:
        click.echo(f"{file.stored_at:%Y-%m-%d %H:%M}  {file.size:>9,}  {file.key}")
    total = sum(file.size for file in findings.orphans)
    click.echo(
        f"{findings.looked_at:,} files looked at; {len(findings.orphans):,} of them ({total:,} bytes) have "
        f"no row and are older than {GRACE.days} day."
    )


@files.command()
@click.option("--from", "source", required=True, help="A folder, or s3://bucket/prefix?endpoint=...")
@click.option("--to", "target", required=True, help="As --from.")
@click.option("--missing-only", is_flag=True, help="Trust what is there in the right size.")
def migrate(source: str, target: str, missing_only: bool) -> None:
    """Copy all files to another storage, and compare checksums; a server may run meanwhile.

    It may be broken off and begun again. Nothing is deleted; what the target has otherwise is copied again.
    What the server stores meanwhile may be left behind: to change over, stop it, run this again with
    --missing-only, set AUTOSERVICE_FILES_URL to the target, and start it.
    """
    if source == target:
        raise click.BadParameter("These are the same storage.", param_hint="--to")
    migration = Migration(*_open(source, target), _reporter(), missing_only=missing_only)
    try:
        counts = asyncio.run(migration.run())
    except STORAGE_ERRORS as error:
        raise click.ClickException(
            f"{_sentence(migration.counts)}\nThen a storage did not answer as it should: {error}\n"
            "Run the same command again: it goes on with what is missing."
        ) from error
    click.echo(_sentence(counts))
    if not counts.looked_at:
        raise click.ClickException(f"{source} has no file of this program. Is that the storage?")
    if counts.failed:
        raise click.ClickException("These did not arrive whole:\n" + "\n".join(counts.failed))
    click.echo(NEXT.format(target=target))


def _open(source: str, target: str) -> tuple[FileStorage, FileStorage]:
    settings = read_settings()
    try:
        return open_storage(source, settings), open_storage(target, settings)
    except (ValueError, BotoCoreError) as error:
        raise click.ClickException(f"A storage cannot be opened: {error}") from error


def _reporter() -> Callable[[MigrationCounts], None]:
    said_at = time.monotonic()

    def report(counts: MigrationCounts) -> None:
        nonlocal said_at
        if time.monotonic() >= said_at + REPORT_SECONDS:
            said_at = time.monotonic()
            click.echo(_sentence(counts))

    return report


def _sentence(counts: MigrationCounts) -> str:
    parts = {
        "copied": counts.copied,
        "there already": counts.already_there,
        "there otherwise and copied again": counts.replaced,
        "deleted meanwhile": counts.gone,
        "not arrived whole": len(counts.failed),
        "not this program's": counts.foreign,
    }
    said = ", ".join(f"{number:,} {name}" for name, number in parts.items() if number)
    return f"{counts.looked_at:,} files looked at: {said or 'none'} ({counts.bytes_copied:,} bytes copied)."
