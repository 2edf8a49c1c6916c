"""Access is declared on the service method, and forgetting it fails at import."""

import importlib
import pkgutil
from dataclasses import fields

import pytest

import autoservice.modules
from autoservice.events.base import Event
from autoservice.shared.access import GRANTS, GUEST, SYSTEM, Actor, Permission, Role, declared_access
from autoservice.shared.errors import AccessDenied, Unauthenticated
from autoservice.shared.service import Service, requires
from tests.support.runtime import Shop
from tests.support.services import service_classes


def services() -> list[type[Service]]:
    """Every service class of the program."""
    for module in pkgutil.walk_packages(autoservice.modules.__path__, "autoservice.modules."):
        importlib.import_module(module.name)
    return [found for found in all_below(Service) if found.__module__.startswith("autoservice.")]


def all_below(parent: type[Service]) -> list[type[Service]]:
    return [found for child in parent.__subclasses__() for found in (child, *all_below(child))]


def public_methods(service: type[Service]) -> list[str]:
    return [name for name in dir(service) if not name.startswith("_") and callable(getattr(service, name))]


def test_services_holds_every_service():
    built = set(service_classes().values())
    assert {service.__name__ for service in services()} == {
        annotation if isinstance(annotation, str) else annotation.__name__ for annotation in built
    }


@pytest.mark.parametrize("service", services(), ids=lambda service: service.__name__)
def test_every_public_method_declares_a_permission(service: type[Service]):
    methods = public_methods(service)
    assert methods
    assert [
        name for name in methods if not isinstance(declared_access(getattr(service, name)), Permission)
    ] == []


def test_a_method_without_a_declaration_fails_at_import():
    with pytest.raises(TypeError, match="Forgetful: declare access with @requires on drop_everything"):

        class Forgetful(Service):
            async def drop_everything(self) -> None: ...


@pytest.mark.parametrize("wrap", [property, staticmethod, classmethod])
def test_other_kinds_of_public_members_need_it_too(wrap: type):
    with pytest.raises(TypeError, match="declare access"):
        type("Sly", (Service,), {"shortcut": wrap(lambda *_: None)})


def test_only_async_methods_can_be_guarded():
    with pytest.raises(TypeError, match="a service method is async"):
        requires(Permission.READ_CATALOG)(lambda self: None)  # type: ignore[arg-type, return-value]


class Guarded(Service):
    """A service with one method for administrators."""

    @requires(Permission.READ_USERS)
    async def read(self) -> str:
        return "read"


@pytest.mark.parametrize("role", list(Role))
async def test_a_guarded_method_runs_only_for_those_who_are_granted_it(shop: Shop, role: Role):
    async with shop.runtime.read_only(Actor(role, 1)) as unit:
        if Permission.READ_USERS in GRANTS[role]:
            assert await Guarded(unit).read() == "read"
        else:
            nobody = role in (Role.GUEST, Role.LINK_HOLDER, Role.LINK_APPROVER)
            with pytest.raises(Unauthenticated if nobody else AccessDenied):
                await Guarded(unit).read()


def test_the_grants_are_those_of_the_design():
    everybody = {"visit", "sign_in", "read_catalog", "read_demo_mailbox"}
    own_account = everybody | {"manage_own_account"}
    signed_in = own_account | {"read_orders", "read_timeline", "read_vehicles"}
    linked = everybody | {"read_orders", "read_timeline", "read_linked_order"}
    stock = {"read_stock", "issue_stock"}
    shop_only = {
        "manage_catalog",
        "manage_clients",
        "manage_vehicles",
        "place_order",
        "read_all_orders",
        "read_cost",
        "manage_stock",
        "read_internal",
        "work_on_stage",
        "override_stage",
        "promise_order",
        "propose_work",
        "talk",
        "decide_work",
        "share_order",
        "assign_mechanic",
        "manage_orders",
        "cancel_order",
        "exchange_sheets",
        "manage_shop",
        "read_reports",
        "read_users",
        "manage_users",
        "read_audit",
        "manage_outbox",
    }
    assert {role: set(granted) for role, granted in GRANTS.items()} == {
        Role.GUEST: everybody,
        Role.ENROLLING: own_account,
        Role.CLIENT: signed_in
        | {"cancel_order", "claim_orders", "create_order", "decide_work", "manage_vehicles", "talk"}
        | {"place_order", "read_own_orders", "share_order"},
        Role.MECHANIC: signed_in
        | stock
        | {"work_on_stage", "promise_order", "propose_work", "read_internal", "read_assigned_orders", "talk"},
        Role.LINK_HOLDER: linked,
        Role.LINK_APPROVER: linked | {"decide_work", "talk"},
        Role.ADMINISTRATOR: signed_in | stock | shop_only,
        Role.SYSTEM: set(Permission),
    }


def test_neither_guests_nor_the_program_itself_are_signed_in():
    assert not GUEST.signed_in
    assert not SYSTEM.signed_in


def test_events_carry_ids_only():
    """And a language, which says nothing of anybody."""
    for event in Event.registry.values():
        names = {field.name for field in fields(event)} - {"locale"}
        assert all(name.endswith(("_id", "_ids")) for name in names), event.__name__
