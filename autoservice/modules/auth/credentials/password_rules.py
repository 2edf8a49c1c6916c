"""Which passwords are accepted: long ones that nobody guesses first (NIST SP 800-63B, 5.1.1.2)."""

import unicodedata
from functools import lru_cache
from typing import Final

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from autoservice.modules.auth.errors import PasswordTooCommon, PasswordTooShort

LEAST: Final = 12
SHORTEST_PART: Final = 4
# What a Russian keyboard types where a Latin one has these letters: "пароль" is "gfhjkm".
RUSSIAN: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
LATIN: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
TO_LATIN: Final = str.maketrans(RUSSIAN, LATIN)


def accept_password(password: str, *own: str) -> None:
    """Raise ``PasswordTooShort`` or ``PasswordTooCommon`` unless ``password`` will do.

    ``own`` are words that those who know the person try first: name and address.
    Composition is not prescribed: it makes passwords worse.
    """
    plain = unicodedata.normalize("NFKC", password)
    # Some signs become many letters, and are typed as one all the same.
    if min(len(plain), len(password)) < LEAST:
        raise PasswordTooShort(least=LEAST)
    core = _core(plain.casefold())
    if len(core) < SHORTEST_PART or core in _common() or core in _words(own):
        raise PasswordTooCommon()


def _core(password: str) -> str:
    """What remains without what people add to make a password longer: digits around it, repetition."""
    latin = password.translate(TO_LATIN)
    if latin in _common():
        return latin
    bare = latin.strip("0123456789!?.,-_*#@$ []")
    period = (bare + bare).find(bare, 1) if bare else 0
    return bare[:period]


def _words(own: tuple[str, ...]) -> set[str]:
    texts = [text.casefold() for text in own if text]
    parts = [part for text in texts for part in text.replace("@", " ").replace(".", " ").split()]
    joined = ["".join(text.split()) for text in texts]
    return {word.translate(TO_LATIN) for word in (*texts, *joined, *parts)}


@lru_cache
def _common() -> frozenset[str]:
    """Thirty thousand leaked passwords by frequency, as packaged with zxcvbn."""
    return frozenset(FREQUENCY_LISTS["passwords"])
