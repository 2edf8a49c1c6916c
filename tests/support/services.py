"""The services of a unit of work, by reading the code."""

from functools import cached_property
from typing import Any, get_type_hints

from autoservice.wiring.services import Services


def service_classes() -> dict[str, Any]:
    """The class of each service, by the name under which a unit of work has it."""
    members = {name: getattr(Services, name) for name in dir(Services) if not name.startswith("_")}
    return {
        name: get_type_hints(member.func)["return"]
        for name, member in members.items()
        if isinstance(member, cached_property)
    }
