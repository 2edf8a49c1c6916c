"""Commands about the audit log."""

import click
from sqlalchemy.exc import SQLAlchemyError

from autoservice.cli.common import read_settings, with_runtime
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import SYSTEM
from autoservice.shared.audit import START, ChainBroken, Head, verify


@click.group()
def audit() -> None:
    """The audit log."""


def _read_head(_context: click.Context, _parameter: click.Parameter, value: str | None) -> Head:
    try:
        return Head.parse(value) if value else START
    except ValueError as error:
        raise click.BadParameter("write it as verify printed it, like 12:0123abcd...") from error


@audit.command("verify")
@click.option("--head", "known", callback=_read_head, help="A head that an earlier run printed, as ID:HASH.")
def verify_audit(known: Head) -> None:
    """Check that no audit entry was changed, removed or inserted; exit with 1 if one was."""

    async def check(runtime: Runtime) -> None:
        async with runtime.read_only(SYSTEM) as unit:
            head = await verify(unit.session, known)
        click.echo(f"{head.entry_id} entries, the chain is whole; head {head}")

    try:
        with_runtime(read_settings(), check)
    except ChainBroken as broken:
        raise click.ClickException(f"The audit log is broken. {broken}") from broken
    except SQLAlchemyError as error:
        raise click.ClickException("The database does not answer, or it was not migrated yet.") from error
