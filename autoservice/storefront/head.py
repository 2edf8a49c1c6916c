"""The head of a public page: title, addresses in each language, and what is shown where it is shared."""

from dataclasses import dataclass
from typing import Final

from autoservice.runtime.current import current_runtime
from autoservice.shared.i18n import LOCALES
from autoservice.storefront.addresses import Address, in_language
from autoservice.storefront.rendering import render

# Ours, for pages without a picture of their own.
PICTURE: Final = "/icons/share.png"
TERRITORIES: Final = {"ru": "ru_RU", "en": "en_US"}
THIS_PAGE: Final = {"ru": "Эта страница по-русски", "en": "This page in English"}


@dataclass(frozen=True)
class Meta:
    """What is told of a page; one that is not ``is_listed`` is for no search engine."""

    title: str
    description: str
    picture_url: str = ""
    is_listed: bool = True

    @property
    def picture(self) -> str:
        """The whole address of the picture that is shown where the page is shared."""
        return current_runtime().settings.public_url + (self.picture_url or PICTURE)


def head_of(address: Address, locale: str, meta: Meta) -> str:
    """Return what tells of the page in its head, as HTML."""
    settings = current_runtime().settings
    return render(
        "head",
        locale,
        title=meta.title,
        description=meta.description,
        canonical=settings.public_url + address.link(address.path) if meta.is_listed else "",
        alternates=alternates(address.path),
        site_name=settings.shop_name or "autoservice",
        og_locale=TERRITORIES[locale],
        picture=meta.picture,
        is_own_picture=not meta.picture_url,
    ).replace("\n", "")


def alternates(path: str) -> list[tuple[str, str]]:
    """Return (language, whole address) of a public page; "x-default" is in the visitor's own language."""
    site = current_runtime().settings.public_url
    return [*((one, site + in_language(path, one)) for one in LOCALES), ("x-default", site + path)]


def language_links(address: Address, locale: str) -> list[tuple[str, str, str]]:
    """Return (language, text, address) of the page in the other languages."""
    return [(one, THIS_PAGE[one], in_language(address.path, one)) for one in LOCALES if one != locale]
