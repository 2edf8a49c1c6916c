"""What people are found by."""

from typing import Final

import phonenumbers

from autoservice.shared.search import email_tokens, phone_tokens, words

PERSON: Final = "person"


# Called by migration 0006 too, with these columns: a further parameter needs a default.
def person_tokens(name: str, email: str | None, phone: str | None) -> set[str]:
    """The tokens of a name, an e-mail address and a phone number in E.164."""
    return words(name) | email_tokens(email or "") | (_phone_tokens(phone) if phone else set())


def _phone_tokens(phone: str) -> set[str]:
    number = phonenumbers.parse(phone)
    return phone_tokens(phone, phonenumbers.national_significant_number(number))
