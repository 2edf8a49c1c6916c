"""Commands about the database's schema."""

import click
from alembic import command
from alembic.util import CommandError

from autoservice.cli.common import read_settings, with_runtime
from autoservice.modules.catalog.starting.seed import seed_catalog
from autoservice.modules.catalog.starting.stock import seed_stock
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import SYSTEM
from autoservice.shared.db import alembic_config, upgrade


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema and fill an empty catalog."""
    prepare_database(read_settings())


@click.command("check-migrations")
def check_migrations() -> None:
    """Fail if the tables in the code and the migrations differ."""
    settings = read_settings()
    upgrade(settings.database_url)
    try:
        command.check(alembic_config(settings.database_url))
    except CommandError as error:
        raise click.ClickException(f"The migrations are not in step with the models: {error}") from error


def prepare_database(settings: Settings) -> None:
    """Bring the database to the newest schema; fill an empty catalog, and opening hours nobody has set."""
    upgrade(settings.database_url)
    with_runtime(settings, _fill)


async def _fill(runtime: Runtime) -> None:
    async with runtime.transaction(SYSTEM) as unit:
        await unit.services.opening_hours.fill_from_text(runtime.settings.shop_hours)
        if added := await seed_catalog(unit.session, unit.now):
            items = await seed_stock(unit.session, unit.now)
            unit.audit("catalog_filled", "catalog", after={"services": added, "inventory_items": items})
