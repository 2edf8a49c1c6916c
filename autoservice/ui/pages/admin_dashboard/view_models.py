"""The dashboard in the viewer's language; each number with the address of the list that it counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from autoservice.modules.admin.dashboard.schemas import Dashboard, MechanicLoad, Money
from autoservice.modules.orders.schemas import Focus
from autoservice.modules.orders.workflow import OrderStatus
from autoservice.shared.i18n import (
    N_,
    format_day,
    format_hours,
    format_money,
    format_number,
    translate,
    translate_plural,
)
from autoservice.ui.current import Viewer
from autoservice.ui.entities.order.view_models import FOCUS_LABELS, STATUS_LABELS, STATUS_TONES
from autoservice.ui.kit.people import display_name
from autoservice.ui.kit.theme import Tone, ViewModelVar

ORDERS: Final = "/admin/orders"
LOW_STOCK: Final = "/admin/catalog/stock?stock=low"
# In the sequence in which they are looked at.
ATTENTION: Final = (Focus.LATE, Focus.APPROVAL, Focus.PARTS, Focus.NEW)


@dataclass(frozen=True)
class CountViewModel:
    """A number with its name and its list; ``is_alert`` where somebody should look at it."""

    id: str = ""
    label: str = ""
    count: str = ""
    url: str = ""
    is_alert: bool = False
    tone: Tone = "neutral"


@dataclass(frozen=True)
class MoneyViewModel:
    """What was completed in a period, and the list of these orders."""

    revenue: str = ""
    orders: str = ""
    url: str = ""


@dataclass(frozen=True)
class LoadViewModel:
    """What somebody has to do today; ``share`` is how much of the day it fills, in percent up to 100."""

    id: str = ""
    name: str = ""
    load: str = ""
    share: int = 0
    has_share: bool = False
    overload: str = ""
    warning: str = ""


@dataclass(frozen=True)
class StepsViewModel:
    """What is left to do before a shop can begin; nothing of it is shown once ``are_done``."""

    are_done: bool = True
    opening_hours: bool = False
    mechanics: bool = False
    orders: bool = False


DashboardVar = ViewModelVar


def dashboard_values(found: Dashboard, viewer: Viewer) -> dict[str, Any]:
    """Return the values of the page's vars, but for its late orders."""
    locale, steps = viewer.locale, found.first_steps
    return {
        "title": format_day(locale, found.today),
        "attention": _attention(found, locale),
        "cars": _focused(found, Focus.TODAY, locale),
        "states": [_state(one.status, one.count, locale) for one in found.orders.states],
        "day": _money(found.day, found.today, found, locale),
        "month": _money(found.month, found.today.replace(day=1), found, locale),
        "load": [_load(one, found.open_minutes, locale) for one in found.load],
        "more_late": _more_late(found, locale),
        "steps": StepsViewModel(steps.are_done, steps.opening_hours, steps.mechanics, steps.orders),
    }


def address_of(**filters: str) -> str:
    """Return the address of the list of orders with these filters."""
    return f"{ORDERS}?{urlencode(filters)}"


def _attention(found: Dashboard, locale: str) -> list[CountViewModel]:
    low = CountViewModel(
        id="low_stock",
        label=translate(locale, N_("Parts below the minimum")),
        count=format_number(locale, found.low_stock),
        url=LOW_STOCK,
        is_alert=found.low_stock > 0,
    )
    return [*(_focused(found, focus, locale) for focus in ATTENTION), low]


def _focused(found: Dashboard, focus: Focus, locale: str) -> CountViewModel:
    count = getattr(found.orders, focus.value)
    return CountViewModel(
        id=focus.value,
        label=translate(locale, FOCUS_LABELS[focus]),
        count=format_number(locale, count),
        url=address_of(focus=focus.value),
        is_alert=count > 0,
    )


def _state(status: OrderStatus, count: int, locale: str) -> CountViewModel:
    return CountViewModel(
        id=status.value,
        label=translate(locale, STATUS_LABELS[status]),
        count=format_number(locale, count),
        url=address_of(focus=Focus.TODAY.value, status=status.value),
        tone=STATUS_TONES[status],
    )


def _money(money: Money, first: date, found: Dashboard, locale: str) -> MoneyViewModel:
    days = {"completed_from": first.isoformat(), "completed_to": found.today.isoformat()}
    return MoneyViewModel(
        revenue=format_money(locale, money.revenue_minor, found.currency),
        orders=translate_plural(locale, "%(count)d order", "%(count)d orders", money.orders),
        url=address_of(**days),
    )


def _load(one: MechanicLoad, open_minutes: int | None, locale: str) -> LoadViewModel:
    has_hours = one.is_working and one.mechanic_id is not None
    share = min(100 * one.load_minutes // open_minutes, 100) if has_hours and open_minutes else 0
    hours = translate(locale, N_("%(hours)s norm-hours"), hours=format_hours(locale, one.load_minutes))
    over = translate(
        locale, N_("Overload: %(hours)s h too much"), hours=format_hours(locale, one.overload_minutes)
    )
    nobody = translate(locale, N_("Nobody yet"))
    return LoadViewModel(
        id=str(one.mechanic_id or 0),
        name=nobody if one.mechanic_id is None else display_name(locale, one.name),
        load=hours,
        share=share,
        has_share=bool(has_hours and open_minutes),
        overload=over if one.overload_minutes else "",
        warning="" if one.is_working else translate(locale, N_("Does not work here: give this to another.")),
    )


def _more_late(found: Dashboard, locale: str) -> str:
    left = found.orders.late - len(found.late_orders)
    return (
        translate_plural(locale, "and %(count)d more order", "and %(count)d more orders", left)
        if left > 0
        else ""
    )
