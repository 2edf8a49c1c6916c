"""Commands that build and serve the program."""

import os

import click

from autoservice.cli import demo
from autoservice.cli.common import read_settings, with_runtime
from autoservice.cli.database import prepare_database
from autoservice.frontend import build as frontend
from autoservice.runtime.runtime import Runtime
from autoservice.server.launch import become_server
from autoservice.server.resources import Resources, ResourceUnavailable, acquire
from autoservice.settings import Settings


@click.command()
def build() -> None:
    """Build the pages, if anything they are made of has changed."""
    _ensure_built()


@click.command()
@click.option(
    "--workers", type=click.IntRange(1), help="Worker processes; more than one needs PostgreSQL and Redis."
)
def serve(workers: int | None) -> None:
    """Serve the program. Build the pages first."""
    if workers:
        os.environ["AUTOSERVICE_WORKERS"] = str(workers)
    settings = read_settings()
    if not frontend.STAMP.exists():
        raise click.ClickException("The pages are not built yet: run `python -m autoservice build` first.")
    resources = _acquire(settings)
    prepare_database(settings)
    accounts = _find_demo_accounts(settings)
    if not settings.demo:
        _refuse_demo_accounts(accounts)
    _greet(settings, accounts)
    become_server(settings, resources)


@click.command()
def run() -> None:
    """Build, migrate, add a demo shop with a month of orders, and serve: everything at once."""
    os.environ["AUTOSERVICE_DEMO"] = "1"
    settings = read_settings()
    resources = _acquire(settings)
    _ensure_built()
    prepare_database(settings)
    click.echo("Making the demo shop, if it is not there ...")
    with_runtime(settings, demo.seed_shop)
    _greet(settings, _find_demo_accounts(settings))
    become_server(settings, resources)


def _ensure_built() -> None:
    click.echo("Building the pages, if they have changed ...")
    try:
        frontend.ensure_built()
    except frontend.BuildFailed as error:
        raise click.ClickException(str(error)) from error


def _refuse_demo_accounts(accounts: list[demo.Account]) -> None:
    if accounts:
        raise click.ClickException(
            "This database holds demo accounts with a published password: "
            f"{', '.join(account.email for account in accounts)}. "
            "Use another database, or set AUTOSERVICE_DEMO=1 to run the demo."
        )


def _find_demo_accounts(settings: Settings) -> list[demo.Account]:
    found: list[demo.Account] = []

    async def find(runtime: Runtime) -> None:
        found.extend(await demo.find_demo_accounts(runtime))

    with_runtime(settings, find)
    return found


def _acquire(settings: Settings) -> Resources:
    """Take what the server needs for itself, before anything is changed."""
    try:
        return acquire(settings)
    except ResourceUnavailable as taken:
        raise click.ClickException(str(taken)) from taken


def _greet(settings: Settings, accounts: list[demo.Account]) -> None:
    address = settings.public_url
    click.echo(f"autoservice: {address}")
    if accounts:
        click.echo(f"Demo accounts, all with the password {demo.PASSWORD}:")
    for account in accounts:
        click.echo(f"  {account.email:24} {account.role.value:14} {account.name}")
    if settings.demo_mailbox:
        click.echo(f"E-mails land on {address}/mailbox.")
    elif not settings.smtp_url:
        click.echo(
            "Warning: no mail server is set up (AUTOSERVICE_SMTP_URL), so no e-mail is sent.", err=True
        )
