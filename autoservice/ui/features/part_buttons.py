"""The buttons of an order's parts; the phone's queue sends them, so that none is lost offline."""

from dataclasses import dataclass
from typing import Final

import reflex as rx

from autoservice.modules.orders.parts.states import PartAction
from autoservice.modules.orders.workflow import HoldReason
from autoservice.shared.i18n import N_
from autoservice.ui.entities.order_part import OrderPartVar
from autoservice.ui.kit.forms import button, field, text_input
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.queue import queue_note, queued_form
from autoservice.ui.kit.theme import BUTTON, VARIANTS, Child, Text, classes


@dataclass(frozen=True)
class PartButton:
    """A button: its label, and what is said once it is ``done`` or ``waiting`` for the network."""

    label: str
    done: str
    waiting: str


BUTTONS: Final = {
    PartAction.RESERVE: PartButton(
        N_("Take from stock"), N_("Reserved"), N_("Reserved, waits for the network")
    ),
    PartAction.ARRIVE: PartButton(
        N_("It has arrived"), N_("Has arrived"), N_("Has arrived, waits for the network")
    ),
    PartAction.ISSUE: PartButton(N_("Issue to the work"), N_("Issued"), N_("Issued, waits for the network")),
}
SMALL: Final = "min-h-11 w-full px-3 text-sm sm:w-auto"


def part_buttons(part: OrderPartVar, *others: Child) -> rx.Component:
    """Return the buttons of the viewer's actions on a part; those that ask for something are folded.

    The ``others`` stand before the one that removes it.
    """
    return rx.el.div(
        rx.cond(part.can_reserve, _button(part, PartAction.RESERVE)),
        rx.cond(part.actions.contains(PartAction.ARRIVE.value), _button(part, PartAction.ARRIVE)),
        rx.cond(part.actions.contains(PartAction.ISSUE.value), _button(part, PartAction.ISSUE)),
        rx.cond(part.actions.contains(PartAction.ORDER.value), _order_form(part)),
        rx.cond(part.hold_url != "", _hold_button(part)),
        rx.cond(part.actions.contains(PartAction.RETURN.value), _return_form(part)),
        *others,
        rx.cond(part.actions.contains(PartAction.REMOVE.value), _remove_button(part)),
        class_name="mt-3 flex flex-wrap items-start gap-2 empty:hidden",
    )


def usual_parts_button(url: rx.Var[str]) -> rx.Component:
    """Return the button that adds what the order's services usually take and the order lacks."""
    return queued_form(
        button(t("Add the usual parts"), "secondary", class_name="min-h-12 w-full sm:w-auto"),
        queue_note(t("Added"), t("Added, waits for the network")),
        action=url,
        label=t("Add the usual parts"),
        class_name="max-sm:w-full",
    )


def _button(part: OrderPartVar, action: PartAction) -> rx.Component:
    spec = BUTTONS[action]
    return queued_form(
        button(_of_part(t(spec.label), part), "secondary", class_name=SMALL),
        queue_note(t(spec.done), t(spec.waiting)),
        action=part.url + f"/{action.value}",
        label=part.name + ": " + t(spec.label),
        class_name="max-sm:w-full",
    )


def _order_form(part: OrderPartVar) -> rx.Component:
    return _folded(
        t("Order it"),
        part,
        field(
            t("Expected on"),
            text_input("expected_on", type="date", default_value=part.expected_on, key=part.expected_on),
            hint=t("May stay empty"),
        ),
        field(t("Supplier"), text_input("supplier", max_length=120, auto_complete="off")),
        button(_of_part(t("Save the order"), part), class_name="w-full sm:w-auto"),
        queue_note(t("Saved."), t("Saved, waits for the network")),
        action=part.url + f"/{PartAction.ORDER.value}",
    )


def _return_form(part: OrderPartVar) -> rx.Component:
    return _folded(
        t("Return to stock"),
        part,
        field(t("Reason"), text_input("reason", max_length=200, required=True, auto_complete="off")),
        button(_of_part(t("Return"), part), class_name="w-full sm:w-auto"),
        queue_note(t("Returned"), t("Returned, waits for the network")),
        action=part.url + f"/{PartAction.RETURN.value}",
    )


def _hold_button(part: OrderPartVar) -> rx.Component:
    """Return the button that puts the stage on hold until the part is there."""
    hidden = {"reason": HoldReason.PARTS.value, "remark": part.hold_remark, "until": part.hold_until}
    return queued_form(
        *(
            rx.el.input(type="hidden", name=name, value=value, read_only=True)
            for name, value in hidden.items()
        ),
        button(_of_part(t("The work waits for it"), part), "secondary", class_name=SMALL),
        queue_note(t("Paused"), t("Paused, waits for the network")),
        action=part.hold_url,
        label=part.name + ": " + t("The work waits for it"),
        class_name="max-sm:w-full",
    )


def _remove_button(part: OrderPartVar) -> rx.Component:
    return queued_form(
        button(_of_part(t("Remove"), part), "ghost", class_name=SMALL),
        queue_note(t("Removed"), t("Removed, waits for the network")),
        action=part.url,
        label=part.name + ": " + t("Remove"),
        method="DELETE",
        class_name="max-sm:w-full",
    )


def _folded(label: Text, part: OrderPartVar, *fields: Child, action: rx.Var[str]) -> rx.Component:
    """Return a button that opens a small form."""
    summary = rx.el.summary(
        _of_part(label, part),
        class_name=classes(BUTTON, VARIANTS["secondary"], SMALL, "cursor-pointer list-none"),
    )
    form = queued_form(
        *fields,
        action=action,
        label=part.name + ": " + label,
        class_name="mt-2 space-y-3 rounded-lg bg-sunken p-4",
    )
    return rx.el.details(summary, form, class_name="max-sm:w-full open:w-full")


def _of_part(label: Text, part: OrderPartVar) -> rx.Component:
    """Return a label that tells the part's button from those of other parts by ear, too."""
    return rx.el.span(label, rx.el.span(": ", part.name, class_name="sr-only"))
