"""Errors of the catalog's services and their categories."""

from autoservice.modules.catalog.inventory.errors import (
    ItemNotFound,
    ItemTwice,
    PartsChanged,
    QuantityNotWhole,
)
from autoservice.shared.errors import Conflict, Invalid, NotFound
from autoservice.shared.i18n import N_


class ServiceNotFound(NotFound):
    """The service does not exist, or is no longer on offer."""

    code = "ServiceNotFound"
    message = N_("There is no such service in the catalog.")


class PictureNotFound(NotFound):
    """No service has such a picture any more."""

    code = "PictureNotFound"
    message = N_("There is no such picture.")


class CategoryNotFound(NotFound):
    """The category does not exist."""

    code = "CategoryNotFound"
    message = N_("There is no such category.")


class CategoryUnknown(Invalid):
    """A service is put into a category that does not exist."""

    code = "CategoryUnknown"
    field = "category_id"
    message = N_("There is no such category. Choose another one.")


class TemplateUnknown(Invalid):
    """A service is given a repair template that does not exist or is archived."""

    code = "TemplateUnknown"
    field = "template_id"
    message = N_("This repair template is archived or does not exist. Choose another one.")


class ServiceNameMissing(Invalid):
    """The service has a name in neither language."""

    code = "ServiceNameMissing"
    field = "name_ru"
    message = N_("Enter a name in one language at least.")


class HoursMissing(Invalid):
    """A service takes no time at all."""

    code = "HoursMissing"
    field = "norm_minutes"
    message = N_("The work takes some time: enter more than 0 hours.")


class CategoryNameTaken(Invalid):
    """Another category has the name, in whatever spelling."""

    code = "CategoryNameTaken"
    field = "name_ru"
    message = N_("There already is a category of this name.")


class CategoryInUse(Conflict):
    """The category has services."""

    code = "CategoryInUse"
    message = N_("This category has services, archived ones too. Move them to another category first.")


# What a command to create or change a service may answer.
SERVICE_REFUSED = (CategoryUnknown, TemplateUnknown, ServiceNameMissing)
# What a command to set the parts of a service may answer.
PARTS_REFUSED = (ItemNotFound, ItemTwice, PartsChanged, QuantityNotWhole)
