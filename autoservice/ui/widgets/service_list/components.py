"""Components of the catalog."""

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.ui.entities.service import ServiceVar
from autoservice.ui.kit.feedback import skeleton
from autoservice.ui.kit.forms import link_button
from autoservice.ui.kit.i18n import t
from autoservice.ui.kit.theme import MUTED, SURFACE, classes
from autoservice.ui.kit.viewer import ViewerState, may
from autoservice.ui.widgets.service_list.state import ServiceGroupVar, ServiceListState


def service_list() -> rx.Component:
    """Return all groups; grey lines before the first reading."""
    groups = rx.el.div(rx.foreach(ServiceListState.groups, _group), class_name="space-y-10")
    return rx.cond(ServiceListState.loaded, groups, skeleton(8))


def _group(group: ServiceGroupVar) -> rx.Component:
    return rx.el.section(
        rx.el.h3(group.name, class_name="mb-3 text-lg font-bold"),
        rx.el.ul(rx.foreach(group.services, _service), class_name="grid gap-4 sm:grid-cols-2 lg:grid-cols-3"),
    )


def _service(service: ServiceVar) -> rx.Component:
    return rx.el.li(
        rx.el.h4(service.name, class_name="font-semibold leading-snug"),
        rx.el.p(service.duration, " · ", t("from"), " ", service.price, class_name="mt-1 tabular-nums"),
        rx.el.p(service.stages.join(" → "), class_name=classes(MUTED, "mt-2 mb-4")),
        rx.cond(
            may(Permission.CREATE_ORDER) | ~ViewerState.signed_in,
            link_button(
                t("Order this"), "/orders/new?service=" + service.id, "secondary", class_name="mt-auto"
            ),
        ),
        class_name=classes(SURFACE, "flex flex-col p-4 sm:p-5"),
    )
