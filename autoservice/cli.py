"""The command line: ``python -m autoservice COMMAND``."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable, Iterator

import click
from alembic import command
from alembic.util import CommandError
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from autoservice import demo, messages
from autoservice.frontend import build as frontend
from autoservice.modules.auth.accounts.schemas import NewAccount
from autoservice.modules.catalog.seed import seed_catalog
from autoservice.runtime.runtime import Runtime
from autoservice.server.claims import Claimed, Claims, claim
from autoservice.server.launch import become_server
from autoservice.settings import Settings, get_settings
from autoservice.shared.access import SYSTEM, Role
from autoservice.shared.audit import START, ChainBroken, Head, verify
from autoservice.shared.clock import system_clock
from autoservice.shared.db import alembic_config, upgrade
from autoservice.shared.errors import DomainError
from autoservice.wiring.adapters import build_adapters, open_key_ring


@click.group()
def main() -> None:
    """Self-hosted software for a car-repair shop."""


@main.command()
def build() -> None:
    """Build the pages, if anything they are made of has changed."""
    _ensure_built()


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema and fill an empty catalog."""
    _prepare_database(_settings())


@main.command("check-migrations")
def check_migrations() -> None:
    """Fail if the tables in the code and the migrations differ."""
    settings = _settings()
    upgrade(settings.database_url)
    try:
        command.check(alembic_config(settings.database_url))
    except CommandError as error:
        raise click.ClickException(f"The migrations are not in step with the models: {error}") from error


@main.command("create-admin")
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.password_option(help="At least 12 characters.")
def create_admin(email: str, name: str, password: str) -> None:
    """Make an administrator's account."""
    settings = _settings()
    try:
        new = NewAccount(email=email, name=name, password=password, role=Role.ADMINISTRATOR)
    except ValidationError as error:
        raise click.ClickException(_sentences(error)) from error
    _prepare_database(settings)

    async def create(runtime: Runtime) -> None:
        async with runtime.transaction(SYSTEM) as unit:
            await unit.services.registration.create_account(new)

    try:
        _with_runtime(settings, create)
    except DomainError as error:
        raise click.ClickException(error.text("en")) from error
    click.echo(f"{email} can sign in at {settings.public_url}/sign-in")


@main.group()
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
        _with_runtime(_settings(), check)
    except ChainBroken as broken:
        raise click.ClickException(f"The audit log is broken. {broken}") from broken
    except SQLAlchemyError as error:
        raise click.ClickException("The database does not answer, or it was not migrated yet.") from error


@main.command("messages")
def update_messages() -> None:
    """Bring the gettext catalogues in step with the code, and say what is untranslated."""
    for locale, missing in messages.update_catalogues().items():
        click.echo(f"{locale}: {missing} untranslated")


@main.command()
@click.option(
    "--workers", type=click.IntRange(1), help="Worker processes; more than one needs PostgreSQL and Redis."
)
def serve(workers: int | None) -> None:
    """Serve the program. Build the pages first."""
    if workers:
        os.environ["AUTOSERVICE_WORKERS"] = str(workers)
    settings = _settings()
    if not frontend.STAMP.exists():
        raise click.ClickException("The pages are not built yet: run `python -m autoservice build` first.")
    claims = _claim(settings)
    _prepare_database(settings)
    if not settings.demo:
        _refuse_demo_accounts(settings)
    _greet(settings)
    become_server(settings, claims)


@main.command()
def run() -> None:
    """Build, migrate, add demo accounts and orders, and serve: everything at once."""
    os.environ["AUTOSERVICE_DEMO"] = "1"
    settings = _settings()
    claims = _claim(settings)
    _ensure_built()
    _prepare_database(settings)
    _with_runtime(settings, demo.seed_demo)
    _greet(settings)
    become_server(settings, claims)


@main.group()
def keys() -> None:
    """The keys that sign access tokens."""


@keys.command("rotate")
def rotate_keys() -> None:
    """Make the next signing key, and remove those that have been replaced for more than a day."""
    with _sentence_for_files():
        ring = open_key_ring(_settings())
        before = ring.keys
        made = ring.rotate(system_clock())
    click.echo(f"{made.kid} is published and signs from {made.signs_from:%H:%M:%S} UTC.")
    for key in before:
        if key not in ring.keys:
            click.echo(f"{key.kid} is no longer accepted.")


@keys.command("list")
def list_keys() -> None:
    """Show the keys, the oldest first, and what each is for. Times are UTC."""
    with _sentence_for_files():
        ring = open_key_ring(_settings())
    found = ring.keys
    signing = found.index(ring.signing_key(system_clock()))
    for place, key in enumerate(found):
        if place == signing:
            state = "signs"
        else:
            state = (
                "still accepted" if place < signing else f"published, signs from {key.signs_from:%H:%M:%S}"
            )
        click.echo(f"{key.kid}  {key.created:%Y-%m-%d %H:%M:%S}  {state}")


@contextlib.contextmanager
def _sentence_for_files() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise click.ClickException(f"The signing keys are not usable: {error}") from error


def _settings() -> Settings:
    try:
        return get_settings()
    except ValidationError as error:
        raise click.ClickException(f"The settings are not usable.\n{_sentences(error)}") from error


def _sentences(error: ValidationError) -> str:
    found = error.errors(include_input=False)
    return "\n".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}".strip(": ") for one in found)


def _ensure_built() -> None:
    click.echo("Building the pages, if they have changed ...")
    try:
        frontend.ensure_built()
    except frontend.BuildFailed as error:
        raise click.ClickException(str(error)) from error


def _prepare_database(settings: Settings) -> None:
    upgrade(settings.database_url)
    _with_runtime(settings, _seed_catalog)


async def _seed_catalog(runtime: Runtime) -> None:
    async with runtime.transaction(SYSTEM) as unit:
        if added := await seed_catalog(unit.session):
            unit.audit("catalog_filled", "catalog", after={"services": added})


def _refuse_demo_accounts(settings: Settings) -> None:
    found: list[str] = []

    async def look(runtime: Runtime) -> None:
        found.extend(await demo.find_demo_accounts(runtime))

    _with_runtime(settings, look)
    if found:
        raise click.ClickException(
            f"This database holds demo accounts with a published password: {', '.join(found)}. "
            "Use another database, or set AUTOSERVICE_DEMO=1 to run the demo."
        )


def _with_runtime(settings: Settings, job: Callable[[Runtime], Awaitable[None]]) -> None:
    async def run_job() -> None:
        try:
            outside = build_adapters(settings)
        except (OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        try:
            await job(Runtime(outside))
        finally:
            await outside.close()

    asyncio.run(run_job())


def _claim(settings: Settings) -> Claims:
    """Take what the server needs for itself, before anything is changed."""
    try:
        return claim(settings)
    except Claimed as taken:
        raise click.ClickException(str(taken)) from taken


def _greet(settings: Settings) -> None:
    address = settings.public_url
    click.echo(f"autoservice: {address}")
    if settings.demo:
        click.echo("Demo accounts, all with the password " + demo.PASSWORD + ":")
        for email, name, role in demo.ACCOUNTS:
            click.echo(f"  {email:24} {role.value:14} {name}")
    if settings.demo_mailbox:
        click.echo(f"E-mails land on {address}/mailbox.")
    elif not settings.smtp_url:
        click.echo(
            "Warning: no mail server is set up (AUTOSERVICE_SMTP_URL), so no e-mail is sent.", err=True
        )
