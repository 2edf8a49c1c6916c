"""Facts about repair templates."""

from dataclasses import dataclass

from autoservice.events.base import Event
from autoservice.events.catalog import CatalogEvent


@dataclass(frozen=True)
class RepairTemplateEvent(CatalogEvent):
    """Something happened to one repair template."""

    template_id: int

    @property
    def subject(self) -> str:
        """What the audit log says it happened to."""
        return f"repair_template:{self.template_id}"


@dataclass(frozen=True)
class RepairTemplateCreated(RepairTemplateEvent, name="repair_template_created"):
    """A repair template was made, anew or as a copy."""


@dataclass(frozen=True)
class RepairTemplateRenamed(RepairTemplateEvent, name="repair_template_renamed"):
    """A repair template has other names."""


@dataclass(frozen=True)
class RepairTemplateVersionSaved(RepairTemplateEvent, name="repair_template_version_saved"):
    """A repair template has a further version, which new orders take."""

    version_id: int


@dataclass(frozen=True)
class RepairTemplateArchived(RepairTemplateEvent, name="repair_template_archived"):
    """A repair template is no longer offered to services."""


@dataclass(frozen=True)
class RepairTemplateRestored(RepairTemplateEvent, name="repair_template_restored"):
    """A repair template came back from the archive."""


@dataclass(frozen=True)
class RepairTemplateDeleted(RepairTemplateEvent, name="repair_template_deleted"):
    """A repair template that nothing used is gone."""


@dataclass(frozen=True)
class RepairTemplateDraftChanged(Event, name="repair_template_draft_changed"):
    """Somebody's draft of a repair template changed: pages that show it must re-read."""

    template_id: int
