"""What the same readings and a comparable command cost without the program: FastAPI and SQLAlchemy alone.

No sign-in, rights, audit, languages or reactions; the program's own tables, as a plain application
would read and write them. ``BARE_DATABASE_URL`` names the database.
"""

import os
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from autoservice.modules.auth.models import User
from autoservice.modules.catalog.repair_templates.models import (
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.catalog.repair_templates.shares import divide_minutes
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.modules.orders.models import Job, Order, OrderStage, TimelineEntry
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.orders.vehicles.models import Vehicle
from autoservice.modules.progress.models import StageComment
from autoservice.modules.progress.schemas import CommentView
from autoservice.shared.outbox import DeadLetter
from autoservice.shared.paper_numbers import format_paper_number

app = FastAPI()
engine = create_async_engine(os.environ["BARE_DATABASE_URL"], pool_size=10, max_overflow=20)
new_session = async_sessionmaker(engine, expire_on_commit=False)


async def open_session() -> AsyncIterator[AsyncSession]:
    """A session for one request."""
    async with new_session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session)]


@app.get("/services")
async def list_services(session: Session) -> list[ServiceView]:
    """The catalog: two readings, the services with their categories and the stages of their templates."""
    query = select(ServiceTemplate, ServiceCategory).where(ServiceCategory.id == ServiceTemplate.category_id)  # type: ignore[arg-type]
    services = (await session.execute(query.order_by(ServiceTemplate.position))).all()  # type: ignore[arg-type]
    chain = select(RepairTemplateVersion, StageTemplate).where(
        RepairTemplateVersion.id == StageTemplate.version_id,  # type: ignore[arg-type]
        RepairTemplate.id == RepairTemplateVersion.template_id,  # type: ignore[arg-type]
        RepairTemplate.latest == RepairTemplateVersion.number,  # type: ignore[arg-type]
    )
    stages: dict[int, list[dict[str, Any]]] = {}
    versions: dict[int, int] = {}
    for version, stage in (await session.execute(chain.order_by(StageTemplate.position))).all():  # type: ignore[arg-type]
        versions[version.template_id] = version.id
        stages.setdefault(version.template_id, []).append(stage.model_dump())
    return [
        _service(service, category, versions[service.template_id], stages[service.template_id])
        for service, category in services
    ]


def _service(
    service: ServiceTemplate, category: ServiceCategory, version_id: int, chain: list[dict[str, Any]]
) -> ServiceView:
    minutes = divide_minutes(service.norm_minutes, [stage["share"] for stage in chain])
    stages = [stage | {"norm_minutes": part} for stage, part in zip(chain, minutes, strict=True)]
    fields = service.model_dump() | {"category": category.model_dump(), "template_version_id": version_id}
    return ServiceView.model_validate(fields | {"currency": "RUB", "stages": stages})


@app.get("/orders/{order_id}")
async def get_order(order_id: int, session: Session) -> OrderView:
    """An order: two readings, the order with its car, client and job, and its stages with their mechanics."""
    one = select(Order, Vehicle, User, Job).where(
        Order.id == order_id,  # type: ignore[arg-type]
        Vehicle.id == Order.vehicle_id,  # type: ignore[arg-type]
        User.id == Order.client_id,  # type: ignore[arg-type]
        Job.order_id == Order.id,  # type: ignore[arg-type]
    )
    order, vehicle, client, job = (await session.execute(one)).one()
    rows = (
        select(OrderStage, User)
        .join(User, User.id == OrderStage.mechanic_id, isouter=True)  # type: ignore[arg-type]
        .where(OrderStage.order_id == order_id)  # type: ignore[arg-type]
        .order_by(OrderStage.position)  # type: ignore[arg-type]
    )
    stages = [
        {**stage.model_dump(), "mechanic_name": getattr(mechanic, "name", "")}
        for stage, mechanic in await session.execute(rows)
    ]
    views = {"client_name": client.name, "vehicle": vehicle.model_dump(), "stages": stages, "progress": 0}
    named = {"service_name_ru": job.name_ru, "service_name_en": job.name_en, "jobs": [job.model_dump()]}
    price = {"price_minor": job.price_minor, "currency": job.currency}
    number = {"number": format_paper_number(order.number_year, order.number)}
    return OrderView(**order.model_dump() | number, **views, **named, **price)


class NewRemark(BaseModel):
    """What is remarked."""

    text: str
    published: bool = False


@app.post("/orders/{order_id}/stages/{stage_id}/comments", status_code=201)
async def add_comment(order_id: int, stage_id: int, new: NewRemark, session: Session) -> CommentView:
    """A remark under its order's lock, with a timeline entry and rows of the size of audit and outbox."""
    order = (await session.scalars(select(Order).where(Order.id == order_id).with_for_update())).one()  # type: ignore[arg-type]
    (await session.scalars(select(OrderStage).where(OrderStage.order_id == order_id))).all()  # type: ignore[arg-type]
    now, author = datetime.now(UTC), order.client_id
    comment = StageComment(
        order_id=order_id, stage_id=stage_id, author_id=author, text=new.text, published=new.published,
        created_at=now,
    )  # fmt: skip
    session.add(comment)
    order.timeline_length += 1
    order.version += 1
    entry = TimelineEntry(
        order_id=order_id, number=order.timeline_length, kind="comment_added", at=now, actor_id=author,
        stage_id=stage_id, published=new.published, data={},
    )  # fmt: skip
    session.add(entry)
    for reaction in ("audit", "outbox"):
        payload = {"order_id": order_id, "stage_id": stage_id}
        row = DeadLetter(
            event_id=uuid.uuid4().hex, event="bare", reaction=reaction, payload=payload, created_at=now,
            died_at=now,
        )  # fmt: skip
        session.add(row)
    await session.commit()
    return CommentView(**comment.model_dump(), author_name="")


def application() -> FastAPI:
    """What a worker serves."""
    return app
