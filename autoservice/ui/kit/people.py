"""How people are named."""

from autoservice.shared.i18n import N_, translate


def called(locale: str, name: str) -> str:
    """The name, or that there is none any more: who deletes an account takes the name along."""
    return name or translate(locale, N_("Deleted account"))
