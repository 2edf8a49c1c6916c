"""Errors of repair templates."""

from collections.abc import Mapping, Sequence

from autoservice.shared.cells import RowsChanged
from autoservice.shared.errors import Conflict, DomainError, Invalid, NotFound
from autoservice.shared.i18n import N_, translate


class TemplateNotFound(NotFound):
    """No such repair template."""

    code = "TemplateNotFound"
    message = N_("There is no such repair template.")


class VersionNotFound(NotFound):
    """The template has no such version."""

    code = "VersionNotFound"
    message = N_("This repair template has no such version.")


class NewerVersion(Conflict):
    """The version that an edit is based on is not the latest; the member ``latest`` is that one."""

    code = "NewerVersion"
    message = N_("Somebody else has saved version %(number)d meanwhile. Nothing was saved.")

    def __init__(self, number: int, latest: Mapping[str, object]) -> None:
        super().__init__(number=number)
        self.members = {"latest": latest}


class VersionRefused(Invalid):
    """The stages cannot be a version; ``others`` are the reasons, each at its stage and field."""

    code = "VersionRefused"
    message = N_("Nothing was saved. Please check the marked cells.")

    def __init__(self, reasons: Sequence[DomainError]) -> None:
        super().__init__()
        self.others = reasons


class StageInvalid(Invalid):
    """What is wrong with one field of one stage; ``sentence`` is a msgid."""

    code = "StageInvalid"

    def __init__(self, place: str, sentence: str, **params: object) -> None:
        super().__init__()
        self.field, self._sentence, self._params = place, sentence, params

    def text(self, locale: str) -> str:
        """Return the sentence in ``locale``."""
        return translate(locale, self._sentence, **self._params)


class TooManyStages(Invalid):
    """A template has as many stages as may be."""

    code = "TooManyStages"
    message = N_("At most %(limit)d stages are possible.")


# What a change of a template may answer, and a new version of it.
CHANGE_REFUSED = (TemplateNotFound, RowsChanged)
VERSION_REFUSED = (TemplateNotFound, NewerVersion, VersionRefused)
