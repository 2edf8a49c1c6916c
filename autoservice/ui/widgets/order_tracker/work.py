"""The place where somebody works on stages: the undo of the last tap, and a card for each stage."""

import reflex as rx

from autoservice.ui.features.undo_step import undo_step
from autoservice.ui.kit.theme import ViewModelVar
from autoservice.ui.widgets.order_tracker.components import next_steps


def work_place(stages: ViewModelVar) -> rx.Component:
    """Return the cards of the stages in their turn; the undo covers nothing that could be tapped next."""
    return rx.el.div(
        rx.foreach(stages, lambda stage: rx.cond(stage.undo != "", undo_step(stage))),
        next_steps(stages),
        class_name="work-place relative space-y-6 empty:hidden",
    )
