"""Signed tokens by which one click ends a group's e-mails. They open nothing else, and never expire."""

import hmac
from typing import Final

from autoservice.modules.auth.credentials.ports import Vault
from autoservice.modules.notifications.groups import Group

PURPOSE: Final = "unsubscribe"
# 132 bits: nobody's guess, and short enough for one line of an e-mail.
SIGNATURE_LENGTH: Final = 22
LONGEST_ID: Final = 10


def make_token(vault: Vault, user_id: int, group: Group) -> str:
    """Return the token that switches the e-mails of ``group`` off for a person."""
    return f"{user_id}.{group.value}.{_sign(vault, str(user_id), group.value)}"


def read_token(vault: Vault, token: str) -> tuple[int, Group] | None:
    """Return the person and the group of a token, ``None`` if it is not one of ours."""
    user_id, _, rest = token.partition(".")
    group, _, signature = rest.partition(".")
    is_known = user_id.isdecimal() and len(user_id) <= LONGEST_ID and group in list(Group)
    if not is_known or not hmac.compare_digest(_sign(vault, user_id, group).encode(), signature.encode()):
        return None
    return int(user_id), Group(group)


def _sign(vault: Vault, user_id: str, group: str) -> str:
    return vault.derive(PURPOSE, user_id, group)[:SIGNATURE_LENGTH]
