"""All tables in one place, for Alembic."""

from autoservice.modules.auth import models as auth
from autoservice.modules.catalog import models as catalog
from autoservice.modules.catalog.inventory import models as inventory
from autoservice.modules.orders import models as orders
from autoservice.modules.progress import models as progress
from autoservice.shared import audit, idempotency, outbox, search
from autoservice.shared.db import metadata

__all__ = [
    "audit",
    "auth",
    "catalog",
    "idempotency",
    "inventory",
    "metadata",
    "orders",
    "outbox",
    "progress",
    "search",
]
