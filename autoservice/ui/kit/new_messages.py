"""How many messages somebody has not seen, in words."""

from autoservice.shared.i18n import translate_plural


def count_new_messages(count: int, locale: str) -> str:
    """Return a number of messages, such as "2 new messages"; nothing for none."""
    return translate_plural(locale, "%(count)d new message", "%(count)d new messages", count) if count else ""
