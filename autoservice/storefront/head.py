"""The head of a public page: title, addresses in each language, and what is shown where it is shared."""

from dataclasses import dataclass
from typing import Final

from autoservice.shared.i18n import LOCALES
from autoservice.storefront.addresses import in_language
from autoservice.storefront.context import PageContext
from autoservice.storefront.rendering import render

# Ours, for pages without a picture of their own.
PICTURE: Final = "/icons/share.png"
TERRITORIES: Final = {"ru": "ru_RU", "en": "en_US"}
# Each language calls itself so, on pages in any.
LANGUAGES: Final = {"ru": "Русский", "en": "English"}


@dataclass(frozen=True)
class Meta:
    """What is told of a page; one that is not ``is_listed`` is for no search engine."""

    title: str
    description: str
    picture_url: str = ""
    is_listed: bool = True

    def picture_of(self, context: PageContext) -> str:
        """Return the whole address of the picture that is shown where the page is shared."""
        return context.settings.public_url + (self.picture_url or PICTURE)


def head_of(context: PageContext, meta: Meta) -> str:
    """Return what tells of the page in its head, as HTML."""
    address, site = context.address, context.settings.public_url
    return render(
        "head",
        context,
        meta=meta,
        canonical=site + address.link(address.path) if meta.is_listed else "",
        alternates=alternates(site, address.path),
        site_name=context.site_name,
        territory=TERRITORIES[context.locale],
        picture=meta.picture_of(context),
    ).replace("\n", "")


def alternates(site: str, path: str) -> list[tuple[str, str]]:
    """Return (language, whole address) of a public page; "x-default" is in the visitor's own language."""
    return [*((one, site + in_language(path, one)) for one in LOCALES), ("x-default", site + path)]


def language_links(context: PageContext) -> list[tuple[str, str, str]]:
    """Return (language, its name, address) of the page in the other languages."""
    path = context.address.path
    return [(one, LANGUAGES[one], in_language(path, one)) for one in LOCALES if one != context.locale]
