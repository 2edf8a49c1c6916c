"""What several commands need: the settings, a runtime, sentences for errors."""

import asyncio
from collections.abc import Awaitable, Callable

import click
from pydantic import ValidationError

from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings, get_settings
from autoservice.wiring.adapters import build_adapters


def read_settings() -> Settings:
    """Return the settings; raises ``ClickException`` if they are not usable."""
    try:
        return get_settings()
    except ValidationError as error:
        raise click.ClickException(f"The settings are not usable.\n{explain(error)}") from error


def explain(error: ValidationError) -> str:
    """Return a line for each field that is wrong."""
    found = error.errors(include_input=False)
    return "\n".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}".strip(": ") for one in found)


def with_runtime(settings: Settings, job: Callable[[Runtime], Awaitable[None]]) -> None:
    """Run ``job`` with a runtime of its own; raises ``ClickException`` if there can be none."""

    async def run_job() -> None:
        try:
            adapters = build_adapters(settings)
        except (OSError, ValueError) as error:
            raise click.ClickException(str(error)) from error
        try:
            await job(Runtime(adapters))
        finally:
            await adapters.close()

    asyncio.run(run_job())
