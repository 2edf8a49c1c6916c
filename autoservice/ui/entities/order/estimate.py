"""What an order comes to, in the viewer's language."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from babel.numbers import format_decimal

from autoservice.modules.orders.estimate import NO_DISCOUNT
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.status import OrderAction
from autoservice.shared.i18n import N_, format_money, translate
from autoservice.shared.typed_numbers import typed_money, typed_quantity
from autoservice.ui.current import Viewer
from autoservice.ui.kit.theme import ViewModelVar

# In what a discount is given.
PERCENT: Final = "percent"
AMOUNT: Final = "amount"


@dataclass(frozen=True)
class EstimateLine:
    """One sum of which the total consists."""

    name: str
    amount: str


@dataclass(frozen=True)
class EstimateViewModel:
    """The sums of an order; there are ``lines`` only where the total consists of several.

    ``reason`` is why there is a discount, and ``said`` tells of it in a sentence. For whoever may give one:
    ``value`` and ``unit`` are the present one as a form has it.
    """

    lines: list[EstimateLine] = field(default_factory=list)
    total: str = ""
    vat: str = ""
    reason: str = ""
    said: str = ""
    can_discount: bool = False
    value: str = ""
    unit: str = PERCENT


EstimateVar = ViewModelVar


def estimate_view_model(order: OrderView, viewer: Viewer) -> EstimateViewModel:
    """Return the sums of the order."""
    locale = viewer.locale
    lines, total = _lines(order, locale), format_money(locale, order.estimate.total_minor, order.currency)
    value, unit = _typed(order, locale)
    return EstimateViewModel(
        lines=lines if len(lines) > 1 else [],
        total=total,
        vat=describe_vat(order, locale),
        reason=order.discount_reason,
        said=_said(order, lines, total, locale),
        can_discount=OrderAction.DISCOUNT in order.actions,
        value=value,
        unit=unit,
    )


def describe_vat(order: OrderView, locale: str) -> str:
    """Return the VAT that the price contains, with its rate; nothing without one."""
    if not order.vat_basis_points:
        return ""
    vat = format_money(locale, order.estimate.vat_minor, order.currency)
    rate = _percent(order.vat_basis_points, locale)
    return translate(locale, N_("of which VAT %(rate)s %%: %(vat)s"), rate=rate, vat=vat)


def _lines(order: OrderView, locale: str) -> list[EstimateLine]:
    """Return the sums that are not zero; that of the discount is below."""
    sums = order.estimate
    named = [
        (translate(locale, N_("Work")), sums.labour_minor),
        (translate(locale, N_("Parts")), sums.parts_minor),
        (translate(locale, N_("Consumables")), sums.consumables_minor),
    ]
    lines = [EstimateLine(name, format_money(locale, sum, order.currency)) for name, sum in named if sum]
    if sums.discount_minor:
        amount = "\N{MINUS SIGN}" + format_money(locale, sums.discount_minor, order.currency)
        lines.append(EstimateLine(_discount_name(order, locale), amount))
    return lines


def _discount_name(order: OrderView, locale: str) -> str:
    if not order.discount_basis_points:
        return translate(locale, N_("Discount"))
    rate = _percent(order.discount_basis_points, locale)
    return translate(locale, N_("Discount %(rate)s %%"), rate=rate)


def _said(order: OrderView, lines: list[EstimateLine], total: str, locale: str) -> str:
    if not order.estimate.discount_minor:
        return translate(locale, N_("No discount. Total: %(total)s."), total=total)
    given = f"{lines[-1].name}: {lines[-1].amount}"
    return translate(locale, N_("%(discount)s. Total: %(total)s."), discount=given, total=total)


def _typed(order: OrderView, locale: str) -> tuple[str, str]:
    """Return the discount as it would be typed, and in what; nothing without one."""
    if order.discount == NO_DISCOUNT:
        return "", PERCENT
    if order.discount_basis_points:
        return typed_quantity(Decimal(order.discount_basis_points) / 100, locale), PERCENT
    return typed_money(order.discount_minor, locale, order.currency), AMOUNT


def _percent(basis_points: int, locale: str) -> str:
    return str(format_decimal(Decimal(basis_points) / 100, locale=locale))
