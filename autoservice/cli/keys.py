"""Commands about the keys that sign access tokens."""

import contextlib
from collections.abc import Iterator

import click

from autoservice.cli.common import read_settings
from autoservice.shared.clock import system_clock
from autoservice.wiring.adapters import open_key_ring


@click.group()
def keys() -> None:
    """The keys that sign access tokens."""


@keys.command("rotate")
def rotate_keys() -> None:
    """Make the next signing key, and remove those that have been replaced for more than a day."""
    with _sentence_for_files():
        ring = open_key_ring(read_settings())
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
        ring = open_key_ring(read_settings())
    found = ring.keys
    signing = found.index(ring.signing_key(system_clock()))
    for index, key in enumerate(found):
        if index == signing:
            state = "signs"
        else:
            state = (
                "still accepted" if index < signing else f"published, signs from {key.signs_from:%H:%M:%S}"
            )
        click.echo(f"{key.kid}  {key.created:%Y-%m-%d %H:%M:%S}  {state}")


@contextlib.contextmanager
def _sentence_for_files() -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        raise click.ClickException(f"The signing keys are not usable: {error}") from error
