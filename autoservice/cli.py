"""The command line: ``python -m autoservice COMMAND``."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

import click
from alembic import command
from alembic.util import CommandError
from pydantic import ValidationError

from autoservice import demo, frontend, messages
from autoservice.bootstrap import build_adapters
from autoservice.modules.auth.errors import AddressTaken
from autoservice.modules.auth.schemas import NewAccount
from autoservice.modules.catalog.seed import seed_catalogue
from autoservice.settings import ROOT, Settings, get_settings
from autoservice.shared.access import SYSTEM, Role
from autoservice.shared.db import alembic_config, upgrade
from autoservice.work import Runtime

# A worker that has not ended by itself so long after it was asked is killed.
STOP_SECONDS = 10


@click.group()
def main() -> None:
    """Self-hosted software for a car-repair shop."""


@main.command()
def build() -> None:
    """Build the pages, if anything they are made of has changed."""
    _ensure_built()


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema and fill an empty catalogue."""
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
        wanted = NewAccount(email=email, name=name, password=password, role=Role.ADMINISTRATOR)
    except ValidationError as error:
        raise click.ClickException(_sentences(error)) from error
    _prepare_database(settings)

    async def create(runtime: Runtime) -> None:
        async with runtime.work(SYSTEM) as unit:
            await unit.services.auth.create_account(wanted)

    try:
        _with_runtime(settings, create)
    except AddressTaken as error:
        raise click.ClickException(error.text("en")) from error
    click.echo(f"{email} can sign in at {settings.public_url}/sign-in")


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
    _prepare_database(settings)
    if not settings.demo:
        _refuse_demo_accounts(settings)
    _exec_server(settings)


@main.command()
def run() -> None:
    """Build, migrate, add demo accounts and orders, and serve: everything at once."""
    os.environ["AUTOSERVICE_DEMO"] = "1"
    settings = _settings()
    _ensure_built()
    _prepare_database(settings)
    _with_runtime(settings, demo.seed_demo)
    _exec_server(settings)


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
    _with_runtime(settings, _seed_catalogue)


async def _seed_catalogue(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as unit:
        await seed_catalogue(unit.session)


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
        outside = build_adapters(settings)
        try:
            await job(Runtime(outside))
        finally:
            await outside.engine.dispose()

    asyncio.run(run_job())


def _exec_server(settings: Settings) -> None:
    _greet(settings)
    command_line = [
        sys.executable, "-m", "granian",
        "--interface", "asgi",
        "--factory",
        "--host", settings.host,
        "--port", str(settings.port),
        "--workers", str(settings.workers),
        "--respawn-failed-workers",
        "--workers-kill-timeout", str(STOP_SECONDS),
        "--log-level", "warning",
        "autoservice.autoservice:app",
    ]  # fmt: skip
    sys.stdout.flush()
    os.chdir(ROOT)
    # Replaced, not started: signals reach the server itself, and nothing is left behind.
    os.execve(sys.executable, command_line, server_environment(settings))  # noqa: S606


def server_environment(settings: Settings) -> dict[str, str]:
    """The environment of the serving process: pages as built, sockets that notice a lost peer within 30 s."""
    environment = {
        **os.environ,
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_SOCKET_INTERVAL": "10s",
        "REFLEX_SOCKET_TIMEOUT": "20s",
        "REFLEX_OPLOCK_ENABLED": "true",
        "REFLEX_API_URL": settings.public_url,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]),
    }
    return environment


def _greet(settings: Settings) -> None:
    address = settings.public_url
    click.echo(f"autoservice: {address}")
    if settings.demo:
        click.echo("Demo accounts, all with the password " + demo.PASSWORD + ":")
        for email, name, role in demo.ACCOUNTS:
            click.echo(f"  {email:24} {role.value:14} {name}")
