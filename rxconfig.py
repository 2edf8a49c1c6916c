"""Reflex's configuration, all of it from our own settings."""

import reflex as rx

from autoservice.frontend.site_plugin import SitePlugin
from autoservice.settings import get_settings

settings = get_settings()
MODES = rx.constants.StateManagerMode

config = rx.Config(
    app_name="autoservice",
    backend_host=settings.host,
    backend_port=settings.port,
    frontend_port=settings.port,
    cors_allowed_origins=settings.allowed_origins,
    redis_url=settings.redis_url or None,
    state_manager_mode=MODES.REDIS if settings.redis_url else MODES.MEMORY,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[rx.plugins.TailwindV4Plugin(), SitePlugin()],
    # Browsers take brotli over https and from this very machine; it is an eighth smaller.
    frontend_compression_formats=["brotli", "gzip"],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
