"""The base of services: every public method names the permission that it requires."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from autoservice.shared.access import Actor, Permission, declared_access
from autoservice.shared.errors import AccessDenied
from autoservice.shared.unit import Unit

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound="Service")


class Service:
    """Base of the modules' services: bound to one unit of work, every public method guarded."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        undeclared = [name for name, member in vars(cls).items() if _is_unguarded(name, member)]
        if undeclared:
            raise TypeError(f"{cls.__name__}: declare access with @requires on {', '.join(undeclared)}")

    @property
    def _actor(self) -> Actor:
        return self._unit.actor


def _is_unguarded(name: str, member: object) -> bool:
    callable_member = callable(member) or isinstance(member, property | classmethod | staticmethod)
    return not name.startswith("_") and callable_member and declared_access(member) is None


def requires(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[S, P], Awaitable[R]]],
    Callable[Concatenate[S, P], Awaitable[R]],
]:
    """Restrict the (async) service method to actors with ``permission``."""

    def declare(
        method: Callable[Concatenate[S, P], Awaitable[R]],
    ) -> Callable[Concatenate[S, P], Awaitable[R]]:
        if not inspect.iscoroutinefunction(method):
            raise TypeError(f"{method.__qualname__}: a service method is async")

        @functools.wraps(method)
        async def guarded(self: S, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                self._actor.check(permission)
                return await method(self, *args, **kwargs)
            except AccessDenied as error:
                error.refused_by = error.refused_by or method.__qualname__
                raise

        guarded.__access__ = permission  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[S, P], Awaitable[R]]", guarded)

    return declare
