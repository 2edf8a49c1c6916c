"""What the edges declare, and what the table of grants means, read backwards."""

import importlib
import pkgutil
from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute

import autoservice.api
from autoservice.shared.access import GRANTS, Permission, Role


def roles_with(permission: Permission | None) -> frozenset[Role]:
    """Return the roles of callers that have ``permission``; nobody has one that is not declared."""
    return frozenset(role for role, granted in GRANTS.items() if permission in granted) - {Role.SYSTEM}


def routes() -> Iterator[APIRoute]:
    """Return the documented routes of all routers under ``/api``."""
    for module in pkgutil.iter_modules(autoservice.api.__path__):
        router = getattr(importlib.import_module(f"autoservice.api.{module.name}"), "router", None)
        for route in router.routes if isinstance(router, APIRouter) else ():
            assert isinstance(route, APIRoute)
            if route.include_in_schema:
                yield route
