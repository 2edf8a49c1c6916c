"""Both edges name the permission that the services behind them require, and never a role."""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

import autoservice
import autoservice.autoservice  # makes all State classes known
from autoservice.modules.orders.rules import RULES, Refusal
from autoservice.modules.orders.workflow import StageAction
from autoservice.shared.access import Permission, declared_access
from autoservice.ui.access import PERMISSIONS
from tests.support.access import roles_with, routes
from tests.support.runtime import Callers, Shop
from tests.support.services import service_classes

CODE = Path(autoservice.__path__[0])
SERVICES = service_classes()
CALL = re.compile(r"\.services\.(\w+)\.(\w+)")
# Open to everybody, although they change a profile, or count its messages, where there is one.
WIDER = {"choose_language", "UnreadState"}
# Each is a list of those orders that ``visible_to`` leaves of what READ_ORDERS opens, or a page on which the
# stock is edited.
NARROWER = {
    "CreateOrderState",
    "ClientCardCarsState",
    "ClientCardOrdersState",
    "ClientOrdersState",
    "AssignedOrdersState",
    "AllOrdersState",
    "ItemState",
    "MovementsState",
    "StockState",
    "CarState",
    "CarOrdersState",
    "VehiclesState",
}
# What roles an account may have is what these are about.
ABOUT_ROLES = {
    "ui/engine/revocation.py",
    "ui/entities/user/view_models.py",
    "ui/features/invite/form.py",
    "ui/features/sign_in.py",
    "ui/features/update_user/questions.py",
}
EDGES: list[Any] = [*(route.endpoint for route in routes()), *PERMISSIONS]


def parts_of(edge: Any) -> Iterator[FunctionType]:
    """The function itself, or what a class and its bases of this program define."""
    if isinstance(edge, FunctionType):
        yield edge
        return
    for owner in inspect.getmro(edge):
        if owner.__module__.startswith("autoservice."):
            members = (plain(member) for member in vars(owner).values())
            found = (member for member in members if isinstance(member, FunctionType))
            yield from (member for member in found if is_written_in(owner.__module__, member))


def plain(member: Any) -> Any:
    """The function of an event handler or a class method."""
    return getattr(member, "fn", getattr(member, "__func__", member))


def is_written_in(module: str, function: FunctionType) -> bool:
    """Whether the function's text is in the module: not made by ``dataclass``, not of Reflex."""
    return function.__code__.co_filename == sys.modules[module].__file__


def required_by(edge: Any, seen: set[Any]) -> set[Permission]:
    """The permissions of the service methods that are called, by helpers in the same module too."""
    seen.add(edge)
    found: set[Permission] = set()
    for function in parts_of(edge):
        source = without_annotations(function)
        found |= {permission_of(*call) for call in CALL.findall(source)}
        for helper in helpers(function, source) - seen:
            found |= required_by(helper, seen)
    return found


def without_annotations(function: FunctionType) -> str:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    [definition] = tree.body
    assert isinstance(definition, ast.FunctionDef | ast.AsyncFunctionDef)
    return ast.unparse(ast.Module(definition.body, []))


def helpers(function: FunctionType, source: str) -> set[Any]:
    """What is called by its name and defined in the same module."""
    module = sys.modules[function.__module__]
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    named = (getattr(module, name, None) for name in names)
    return {
        one for one in named if isinstance(one, FunctionType | type) and one.__module__ == module.__name__
    }


def permission_of(service: str, method: str) -> Permission:
    permission = declared_access(getattr(SERVICES[service], method))
    assert permission
    return permission


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.__name__)
def test_an_edge_names_a_permission_of_the_services_that_it_calls(edge: Any):
    declared, required = PERMISSIONS.get(edge) or declared_access(edge), required_by(edge, set())
    if edge.__name__ in NARROWER:
        assert {roles_with(declared) < roles_with(permission) for permission in required} == {True}
    elif edge.__name__ not in WIDER:
        assert declared in required or not required


def test_most_edges_call_services_so_that_there_is_something_to_compare():
    assert len(PERMISSIONS) > 20
    silent = [edge.__name__ for edge in EDGES if not required_by(edge, set())]
    assert len(silent) < 10, silent


def test_no_role_is_named_where_access_is_declared():
    files = (file for edge in ("api", "ui") for file in (CODE / edge).rglob("*.py"))
    naming = (file for file in files if re.search(r"\bRole\.[A-Z]", file.read_text("utf-8")))
    assert {file.relative_to(CODE).as_posix() for file in naming} == ABOUT_ROLES


async def test_the_rule_is_at_most_five_frames_from_the_operation(
    shop: Shop, callers: Callers, monkeypatch: pytest.MonkeyPatch
):
    order, frames = await shop.assigned_order(), list[str]()
    rule = RULES[StageAction.COMPLETE]

    def refuse(*asked: Any) -> Refusal:
        frames.extend(frame.function for frame in inspect.stack(0)[1:])
        return rule.refuse(*asked)

    monkeypatch.setitem(RULES, StageAction.COMPLETE, replace(rule, refuse=refuse))
    path = f"/api/orders/{order.id}/stages/{order.stages[0].id}/complete"
    assert (await callers.mechanic.post(path)).status_code == 200
    # The workflow, the locked order, the service method, its permission, the operation; FastAPI calls that.
    assert frames[:5] == ["check", "permit", "complete_stage", "guarded", "complete_stage"]
