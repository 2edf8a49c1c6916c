"""Commands about accounts."""

import click
from pydantic import ValidationError

from autoservice.cli.common import explain, read_settings, with_runtime
from autoservice.cli.database import prepare_database
from autoservice.modules.auth.accounts.schemas import NewAccount
from autoservice.runtime.runtime import Runtime
from autoservice.shared.access import SYSTEM, Role
from autoservice.shared.errors import DomainError


@click.command("create-admin")
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.password_option(help="At least 12 characters.")
def create_admin(email: str, name: str, password: str) -> None:
    """Make an administrator's account."""
    settings = read_settings()
    try:
        command = NewAccount(email=email, name=name, password=password, role=Role.ADMINISTRATOR)
    except ValidationError as error:
        raise click.ClickException(explain(error)) from error
    prepare_database(settings)

    async def create(runtime: Runtime) -> None:
        async with runtime.transaction(SYSTEM) as unit:
            await unit.services.registration.create_account(command)

    try:
        with_runtime(settings, create)
    except DomainError as error:
        raise click.ClickException(error.text("en")) from error
    click.echo(f"{email} can sign in at {settings.public_url}/sign-in")
