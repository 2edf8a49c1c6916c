"""The picture of the service at the address."""

from typing import Final

import reflex as rx

from autoservice.modules.catalog.services.errors import ServiceNotFound
from autoservice.runtime.current import read_only
from autoservice.shared.access import Permission
from autoservice.ui.access import requires_permission
from autoservice.ui.current import current_viewer
from autoservice.ui.kit.path import id_of

ADDRESS: Final = "/api/admin/catalog/services/{}/picture"


@requires_permission(Permission.MANAGE_CATALOG)
class ServicePictureState(rx.State):
    """Where the picture is changed, and the thumbnail of the present one."""

    action: str = ""
    thumbnail_url: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the picture of the service whose id the address ends with."""
        self.action = self.thumbnail_url = ""
        service_id = id_of(self.router.url.path)
        try:
            async with read_only(current_viewer().actor) as unit:
                found = await unit.services.service_pictures.get_picture(service_id)
        except ServiceNotFound:
            return
        self.action = ADDRESS.format(service_id)
        self.thumbnail_url = found.picture.thumbnail_url if found.picture else ""
