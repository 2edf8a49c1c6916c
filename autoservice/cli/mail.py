"""Commands about e-mails."""

import click

from autoservice.cli.common import read_settings
from autoservice.wiring.adapters import open_dkim_signer


@click.group()
def mail() -> None:
    """The e-mails that the program sends."""


@mail.command("dkim-record")
def dkim_record() -> None:
    """Show the DNS record by which receivers check the signatures of e-mails."""
    try:
        signer = open_dkim_signer(read_settings())
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    if signer is None:
        raise click.ClickException("E-mails are not signed: set AUTOSERVICE_DKIM_KEY_FILE to a private key.")
    name, text = signer.record
    click.echo(f"{name}. IN TXT\n{text}")
