"""Addresses of public pages: ``/services/7`` in the visitor's language, ``/en/services/7`` in a fixed one."""

import re
from typing import Final, NamedTuple, Self

from autoservice.shared.i18n import LOCALES

HOME: Final = "/"
FIXED: Final = re.compile(rf"/({'|'.join(LOCALES)})(?=[/?#]|$)")
SERVICE: Final = re.compile(r"/services/(\d+)")
LARGEST_ID: Final = 2**31 - 1


class Address(NamedTuple):
    """The address of a public page; ``locale`` is empty where it fixes no language."""

    locale: str
    path: str
    # 0 is the id of no service.
    service_id: int = 0

    @classmethod
    def parse(cls, path: str) -> Self | None:
        """Return the address of a public page, ``None`` that of another one."""
        locale = fixed_locale(path)
        page = FIXED.sub("", path, count=1).rstrip("/") or HOME if locale else path.rstrip("/") or HOME
        if page == HOME:
            return cls(locale, HOME)
        found = SERVICE.fullmatch(page)
        if not found:
            return None
        id = int(found[1]) if len(found[1]) < 11 else 0
        id = id if id <= LARGEST_ID else 0
        return cls(locale, service_path(id), id)

    @property
    def is_home(self) -> bool:
        """Whether this is the home page."""
        return self.path == HOME

    def link(self, path: str) -> str:
        """Return the address of another public page that fixes the same language, or none as this one."""
        return in_language(path, self.locale) if self.locale else path


def fixed_locale(path: str) -> str:
    """Return the language that the address fixes; empty where the visitor's own decides."""
    found = FIXED.match(path)
    return found[1] if found else ""


def service_path(service_id: int) -> str:
    """Return the path of a service's page."""
    return f"/services/{service_id}"


def in_language(path: str, locale: str) -> str:
    """Return the address of a public page in ``locale``, whoever reads it."""
    return f"/{locale}" if path == HOME else f"/{locale}{path}"
