"""The command line: ``python -m autoservice COMMAND``."""

import click

from autoservice.cli import accounts, audit, database, files, keys, mail, serving, texts

COMMANDS = (
    serving.build,
    serving.serve,
    serving.run,
    database.migrate,
    database.check_migrations,
    accounts.create_admin,
    audit.audit,
    keys.keys,
    files.files,
    mail.mail,
    texts.messages,
)


@click.group()
def main() -> None:
    """Self-hosted software for a car-repair shop."""


for command in COMMANDS:
    main.add_command(command)
