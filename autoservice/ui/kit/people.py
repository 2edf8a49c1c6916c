"""Names of people."""

from autoservice.shared.i18n import N_, translate


def display_name(locale: str, name: str) -> str:
    """Return the name, or the label of a deleted account."""
    return name or translate(locale, N_("Deleted account"))


def mechanic_name(locale: str, id: int | None, name: str) -> str:
    """Return the name of a stage's mechanic; empty for nobody."""
    return display_name(locale, name) if id else ""
