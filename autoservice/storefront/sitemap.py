"""What crawlers may read: ``robots.txt``, and the list of all public pages."""

from typing import Final

from autoservice.runtime.current import current_runtime, read_only
from autoservice.shared.access import GUEST
from autoservice.storefront.addresses import HOME, service_path
from autoservice.storefront.head import alternates
from autoservice.storefront.rendering import render_file

# The pictures of services.
PICTURES: Final = "/api/catalog/pictures/"
# Pages of accounts, whose content depends on who reads it, and what is no page at all.
PRIVATE: Final = (
    "/api/",
    "/admin",
    "/work",
    "/orders",
    "/profile",
    "/sign-in",
    "/register",
    "/confirm",
    "/password/",
    "/invitation",
    "/mailbox",
    "/t/",
    "/track",
)


def robots_text(site: str) -> str:
    """Return ``robots.txt`` of the site at that address."""
    refused = [f"Disallow: {path}" for path in PRIVATE]
    return "\n".join(
        ["User-agent: *", f"Allow: {PICTURES}", *refused, "", f"Sitemap: {site}/sitemap.xml", ""]
    )


async def sitemap_xml() -> str:
    """Return the list of the home page and the services on offer, in each language."""
    async with read_only(GUEST) as unit:
        services = await unit.services.catalog.list_services()
    site = current_runtime().settings.public_url
    paths = [HOME, *(service_path(one.id) for one in services)]
    return render_file("sitemap.xml.jinja", pages=[alternates(site, path) for path in paths])
