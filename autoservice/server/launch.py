"""The start of the server: the command's process becomes the supervisor."""

import os
import sys
from typing import Final, NoReturn

from autoservice.server.plan import Plan, command_line
from autoservice.server.resources import Resources
from autoservice.settings import ROOT, Settings

# The limit of malloc's arenas, so that freed memory of threads returns to the system.
ARENAS: Final = "2"


def become_server(settings: Settings, resources: Resources) -> NoReturn:
    """Replace this process by the server of ``settings``, which inherits the locks."""
    resources.keep_through_exec()
    plan = Plan(
        listener=resources.listener.fileno(),
        workers=settings.workers,
        readable_log=settings.demo,
        trusted_proxies=settings.trusted_proxies,
        connections_per_network=settings.connections_per_network,
        stall_seconds=settings.stall_seconds,
        worker_megabytes=settings.worker_megabytes,
    )
    command = [sys.executable, *command_line("supervisor", plan)]
    sys.stdout.flush()
    os.chdir(ROOT)
    # Replaced, not started: signals reach the server itself, and nothing is left behind.
    os.execve(sys.executable, command, server_environment(settings))  # noqa: S606


def server_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of the serving processes: pages as built, lost peers noticed within 30 s."""
    return {
        "MALLOC_ARENA_MAX": ARENAS,
        **os.environ,
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
        "REFLEX_SOCKET_INTERVAL": "10s",
        "REFLEX_SOCKET_TIMEOUT": "20s",
        "REFLEX_OPLOCK_ENABLED": "true",
        "REFLEX_API_URL": settings.public_url,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]),
    }
