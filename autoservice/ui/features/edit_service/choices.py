"""The categories and repair templates that a service can have."""

from dataclasses import dataclass

import reflex as rx

from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.forms import option
from autoservice.ui.kit.theme import ViewModelVar


@dataclass(frozen=True)
class Choice:
    """One of them: its id and its name."""

    id: str
    label: str


ChoiceVar = ViewModelVar


@requires_permission(Permission.MANAGE_CATALOG)
class CatalogChoicesState(rx.State):
    """The choices as they were when the page was opened; ``categories`` and ``templates`` are their names."""

    categories: list[str] = []
    templates: list[str] = []
    category_choices: list[Choice] = []
    template_choices: list[Choice] = []
    loaded: bool = False

    @rx.event
    async def load(self) -> None:
        """Read the choices."""
        viewer = current_viewer()
        async with read_only(viewer.actor) as unit:
            categories, templates = await unit.services.catalog_editing.list_choices(viewer.locale)
        self.categories, self.templates = [*categories.values()], [*templates.values()]
        self.category_choices = [Choice(str(id), label) for id, label in categories.items()]
        self.loaded = True
        self.template_choices = [Choice(str(id), label) for id, label in templates.items()]


def choice_option(choice: ChoiceVar) -> rx.Component:
    """Return a choice as an option of a select."""
    return option(choice.label, choice.id)
