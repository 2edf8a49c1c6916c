"""The categories and repair templates that a service can have."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from autoservice.modules.notifications.topics import CATALOG
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import chained_only, requires_permission
from autoservice.ui.current import Viewer
from autoservice.ui.engine.live import LiveView, watch
from autoservice.ui.engine.snapshots import Values, live_vars
from autoservice.ui.kit.forms import option
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class Choice:
    """One of them: its id and its name."""

    id: str
    label: str


ChoiceVar = ViewModelVar


@requires_permission(Permission.MANAGE_CATALOG)
@live_vars("categories", "templates", "category_choices", "template_choices", "loaded")
class CatalogChoicesState(rx.State):
    """The choices as they are now; ``categories`` and ``templates`` are their names."""

    categories: list[str] = []
    templates: list[str] = []
    category_choices: list[Choice] = []
    template_choices: list[Choice] = []
    loaded: bool = False

    @rx.event
    @chained_only
    async def open(self) -> None:
        """Join the room of the choices."""
        watch(self, ChoicesView())


@dataclass(frozen=True)
class ChoicesView(LiveView):
    """All choices."""

    topic: str = CATALOG
    state = CatalogChoicesState

    async def render(self, _reading: Any, viewer: Viewer) -> Values:
        """Return the choices in the viewer's language."""
        async with read_only(viewer.actor) as unit:
            categories, templates = await unit.services.catalog_editing.list_choices(viewer.locale)
        return {
            "categories": [*categories.values()],
            "templates": [*templates.values()],
            "category_choices": _choices(categories),
            "template_choices": _choices(templates),
            "loaded": True,
        }


def _choices(labels: dict[int, str]) -> list[Choice]:
    return [Choice(str(id), label) for id, label in labels.items()]


def choice_option(choice: ChoiceVar) -> rx.Component:
    """Return a choice as an option of a select."""
    return option(choice.label, choice.id)
