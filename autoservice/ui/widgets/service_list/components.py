"""Components of the public pages: their content is the HTML of ``storefront`` that they are served with."""

import reflex as rx

from autoservice.shared.access import Permission
from autoservice.storefront.rendering import CONTENT, INTRO
from autoservice.ui.kit.feedback import outcome
from autoservice.ui.kit.served import served_slot
from autoservice.ui.kit.viewer import ViewerState, may
from autoservice.ui.widgets.service_list.state import ServiceListState

TYPING_MS = 300
# Searches while a word is typed, by the same address that the form leads to without scripts.
SEARCH = """(event) => {
  const form = event.target.form;
  clearTimeout(globalThis.autoserviceTyping);
  globalThis.autoserviceTyping = setTimeout(() => {
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim())).toString();
    const options = {replace: true, preventScrollReset: true};
    window.__reactRouterDataRouter.navigate(location.pathname + (query && `?${query}`), options);
  }, MS);
}""".replace("MS", str(TYPING_MS))


def public_content() -> rx.Component:
    """Return the content of a public page; who may not order is offered none."""
    orders = may(Permission.CREATE_ORDER) | ~ViewerState.signed_in
    return rx.el.div(
        rx.el.div(
            served_slot(INTRO, ServiceListState.intro, ServiceListState.path),
            custom_attrs={"onInput": rx.Var(SEARCH)},
        ),
        served_slot(CONTENT, ServiceListState.content, ServiceListState.path),
        outcome(ServiceListState.summary, ServiceListState.answered),
        id="services",
        class_name=rx.cond(orders, "scroll-mt-20", "scroll-mt-20 orders-nothing"),
    )
