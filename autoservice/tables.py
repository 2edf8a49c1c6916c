"""All tables in one place, for Alembic."""

from autoservice.modules.admin.clients import models as clients
from autoservice.modules.auth import models as auth
from autoservice.modules.catalog.inventory import models as inventory
from autoservice.modules.catalog.repair_templates import models as repair_templates
from autoservice.modules.catalog.services import models as services
from autoservice.modules.catalog.sheets import models as sheets
from autoservice.modules.notifications import models as notifications
from autoservice.modules.orders import models as orders
from autoservice.modules.orders.approvals import models as approvals
from autoservice.modules.orders.mechanics import models as mechanics
from autoservice.modules.orders.opening_hours import models as opening_hours
from autoservice.modules.orders.parts import models as order_parts
from autoservice.modules.orders.tracking import models as tracking
from autoservice.modules.orders.vehicles import models as vehicles
from autoservice.modules.progress import models as progress
from autoservice.modules.progress.talk import models as talk
from autoservice.shared import audit, feed, idempotency, outbox, paper_numbers, search
from autoservice.shared.db import metadata

__all__ = [
    "approvals",
    "audit",
    "auth",
    "clients",
    "feed",
    "idempotency",
    "inventory",
    "mechanics",
    "metadata",
    "notifications",
    "opening_hours",
    "order_parts",
    "orders",
    "outbox",
    "paper_numbers",
    "progress",
    "repair_templates",
    "search",
    "services",
    "sheets",
    "talk",
    "tracking",
    "vehicles",
]
