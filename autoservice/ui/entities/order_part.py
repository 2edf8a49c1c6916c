"""A part of an order in the viewer's language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from babel.dates import format_date

from autoservice.modules.catalog.inventory.labels import KINDS, with_unit
from autoservice.modules.catalog.inventory.units import ItemKind
from autoservice.modules.orders.parts.schemas import OrderPartView
from autoservice.modules.orders.parts.states import AWAITED, PartState
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.shop_days import day_of, may_be_named
from autoservice.modules.orders.workflow import FINISHED_ORDERS, StageAction
from autoservice.shared.access import Permission
from autoservice.shared.i18n import N_, format_money, localized, translate
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar

LABELS: Final = {
    PartState.NEEDED: N_("Needed"),
    PartState.ORDERED: N_("On order"),
    PartState.ARRIVED: N_("Has arrived"),
    PartState.RESERVED: N_("Reserved"),
    PartState.ISSUED: N_("Issued"),
    PartState.RETURNED: N_("Returned"),
}
TONES: Final = {
    PartState.NEEDED: "warning",
    PartState.ORDERED: "progress",
    PartState.ARRIVED: "success",
    PartState.RESERVED: "success",
}


@dataclass(frozen=True)
class OrderPartViewModel:
    """A part, ready to be shown; ``actions`` are what the viewer may do on it now.

    ``facts`` are its article, whether it is a consumable, its job where there are several, and for the shop
    its supplier and the stock. ``hold_url`` is where the stage that works on its job is put on hold until the
    part is there, and ``hold_until`` the day that is named then: the expected one, unless it has passed or is
    too far away.
    """

    id: str
    url: str
    name: str
    facts: str
    quantity: str
    price: str
    state: str
    tone: str
    actions: list[str]
    can_reserve: bool
    expected_on: str
    hold_url: str
    hold_remark: str
    hold_until: str


@dataclass(frozen=True)
class JobChoice:
    """A job for which a part can be added."""

    id: str
    name: str


@dataclass(frozen=True)
class OrderPartsViewModel:
    """All parts of an order; ``jobs`` are there for a choice, if there are several.

    ``usual_url`` is where the viewer adds the usual parts of its services, as long as it lacks some.
    """

    rows: list[OrderPartViewModel] = field(default_factory=list)
    jobs: list[JobChoice] = field(default_factory=list)
    can_add: bool = False
    usual_url: str = ""


OrderPartVar = ViewModelVar


def order_parts_view_model(
    parts: Sequence[OrderPartView], order: OrderView, viewer: Viewer, *, lacks_usual: bool = False
) -> OrderPartsViewModel:
    """Return the parts of an order in the sequence in which they were added."""
    locale = viewer.locale
    jobs = [JobChoice(str(job.id), localized(locale, job.name_ru, job.name_en)) for job in order.work]
    is_open = order.status not in FINISHED_ORDERS
    return OrderPartsViewModel(
        rows=[_part(part, order, viewer) for part in parts],
        jobs=jobs if len(jobs) > 1 else [],
        can_add=is_open and viewer.actor.may(Permission.ISSUE_STOCK),
        usual_url=f"/api/orders/{order.id}/parts/usual" if lacks_usual else "",
    )


def _part(part: OrderPartView, order: OrderView, viewer: Viewer) -> OrderPartViewModel:
    locale = viewer.locale
    name, state = localized(locale, part.name_ru, part.name_en), describe_state(part, locale)
    return OrderPartViewModel(
        id=str(part.id),
        url=f"/api/orders/{part.order_id}/parts/{part.id}",
        name=name,
        facts=_facts(part, order, viewer),
        quantity=with_unit(part.quantity, part.unit, locale),
        price=_price(part, locale),
        state=state,
        tone=TONES.get(part.state, "neutral"),
        actions=[action.value for action in part.actions],
        can_reserve=part.available is not None and part.available >= part.quantity,
        expected_on=part.expected_on.isoformat() if part.expected_on else "",
        hold_url=_hold_url(part, order),
        hold_remark=f"{name}: {state}",
        hold_until=_hold_until(part, viewer),
    )


def describe_state(part: OrderPartView, locale: str) -> str:
    """Return the state in words; of an ordered part also the day on which it is expected."""
    if part.state is PartState.ORDERED and part.expected_on:
        day = _day(part.expected_on, locale)
        return translate(locale, N_("On order, expected on %(day)s"), day=day)
    return translate(locale, LABELS[part.state])


def _day(day: date, locale: str) -> str:
    return format_date(day, "d MMMM" if locale == "ru" else "MMMM d", locale=locale)


def _price(part: OrderPartView, locale: str) -> str:
    if not part.price_minor:
        return translate(locale, N_("included"))
    return format_money(locale, part.total_minor, part.currency)


def _facts(part: OrderPartView, order: OrderView, viewer: Viewer) -> str:
    locale = viewer.locale
    job = next((job for job in order.jobs if job.id == part.job_id), None)
    facts = [f"{part.maker} {part.article}".strip()]
    if part.kind is ItemKind.CONSUMABLE:
        facts.append(translate(locale, KINDS[part.kind]))
    if job and len(order.jobs) > 1:
        facts.append(localized(locale, job.name_ru, job.name_en))
    if part.supplier:
        facts.append(part.supplier)
    if part.available is not None:
        stock = with_unit(part.available, part.unit, locale)
        facts.append(translate(locale, N_("in stock: %(quantity)s"), quantity=stock))
    if part.reason:
        facts.append(part.reason)
    return " · ".join(filter(None, facts))


def _hold_url(part: OrderPartView, order: OrderView) -> str:
    """Return the address of the hold of the stage that the viewer could put on hold for the part."""
    if part.state not in AWAITED:
        return ""
    fitting = (stage for stage in order.stages if StageAction.BLOCK in stage.actions)
    stage = next((one for one in fitting if one.job_id in (None, part.job_id)), None)
    return f"/api/orders/{order.id}/stages/{stage.id}/block" if stage else ""


def _hold_until(part: OrderPartView, viewer: Viewer) -> str:
    day = part.expected_on
    return day.isoformat() if day and may_be_named(day, day_of(viewer.now, viewer.zone)) else ""
