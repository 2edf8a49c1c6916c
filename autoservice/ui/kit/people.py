"""Names of people."""

from autoservice.shared.i18n import N_, translate


def display_name(locale: str, name: str) -> str:
    """Return the name, or the label of a deleted account."""
    return name or translate(locale, N_("Deleted account"))
