"""Components of the profile's cards."""

import reflex as rx

from autoservice.ui.kit.theme import BUTTON, VARIANTS, Child, Text, Variant, classes


def changeable(label: Text, value: Child, action: Text, *form: Child) -> rx.Component:
    """A value of the account with the folded ``form`` that changes it."""
    shown = rx.el.div(
        rx.el.span(label, class_name="block text-sm text-muted"),
        rx.el.span(value, class_name="block font-medium wrap-anywhere"),
        class_name="min-w-0 flex-1",
    )
    return rx.el.details(
        rx.el.summary(
            shown,
            rx.el.span(action, class_name="shrink-0 font-semibold text-accent group-open/change:text-muted"),
            class_name="flex min-h-14 items-center gap-4 py-2 list-none [&::-webkit-details-marker]:hidden",
        ),
        rx.el.div(*form, class_name="max-w-md pt-2 pb-4"),
        class_name="group/change border-t border-border",
    )


def unfolding(action: Text, *children: Child, variant: Variant = "secondary") -> rx.Component:
    """A button that unfolds ``children``."""
    return rx.el.details(
        rx.el.summary(
            action,
            class_name=classes(
                BUTTON, VARIANTS[variant], "w-full list-none sm:w-auto [&::-webkit-details-marker]:hidden"
            ),
        ),
        rx.el.div(*children, class_name="max-w-md pt-4"),
    )
