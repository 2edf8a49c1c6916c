"""Who does the work: skills, suggestions, and what becomes of the work of those who leave."""

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from autoservice.modules.auth.accounts.schemas import MechanicView, UserChange
from autoservice.modules.catalog.repair_templates.models import (
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.orders.mechanics.ranking import rank_mechanics
from autoservice.modules.orders.models import OrderStage
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.schemas import StageStep
from autoservice.shared.access import Role
from autoservice.shared.errors import AccessDenied
from tests.support.board import read_board
from tests.support.runtime import Callers, Shop

ILYA, PETR, ANNA = (MechanicView(id=id, name=name) for id, name in ((1, "Илья"), (2, "Пётр"), (3, "Анна")))


@pytest.mark.parametrize(
    ("skill", "skills", "load", "names"),
    [
        # Who can do it, then who has least to do, then by name.
        ("", {}, {}, ["Анна", "Илья", "Пётр"]),
        ("", {}, {3: 60}, ["Илья", "Пётр", "Анна"]),
        ("Тормоза", {2: ["тормоза"]}, {2: 500}, ["Пётр", "Анна", "Илья"]),
        ("тормоза", {2: ["тормоза"], 1: ["тормоза", "окраска"]}, {2: 30, 1: 20}, ["Илья", "Пётр", "Анна"]),
    ],
)
def test_who_has_the_skill_and_least_to_do_comes_first(
    skill: str, skills: dict[int, list[str]], load: dict[int, int], names: list[str]
):
    ranked = rank_mechanics(skill, [ILYA, PETR, ANNA], skills, load)
    assert [one.name for one in ranked] == names
    assert [one.is_suggested for one in ranked] == [True, False, False]


def test_nobody_is_suggested_for_what_nobody_can_do():
    assert not any(one.is_suggested for one in rank_mechanics("окраска", [ILYA, PETR], {}, {}))


async def put_skills(callers: Callers, mechanic_id: int, *skills: str) -> httpx.Response:
    return await callers.administrator.put(
        f"/api/admin/mechanics/{mechanic_id}/skills", json={"skills": list(skills)}
    )


@pytest.mark.both_databases
async def test_skills_are_set_and_read_each_once(shop: Shop, callers: Callers):
    mechanic = shop.people.mechanic.user_id
    assert (await put_skills(callers, mechanic, " Тормоза ", "окраска", "тормоза")).json() == {
        "skills": ["окраска", "Тормоза"]
    }
    assert (await put_skills(callers, mechanic, "окраска")).status_code == 200
    read = await callers.administrator.get(f"/api/admin/mechanics/{mechanic}/skills")
    assert read.json() == {"skills": ["окраска"]}
    client = shop.people.client.user_id
    assert (await put_skills(callers, client, "окраска")).json()["title"] == "MechanicNotFound"
    assert (await put_skills(callers, mechanic, "")).status_code == 422


@pytest.mark.both_databases
async def test_known_are_the_skills_of_mechanics_and_of_what_templates_need_now(shop: Shop, callers: Callers):
    people = shop.people
    async with shop.runtime.transaction(people.administrator) as unit:
        stages = (await unit.session.scalars(select(StageTemplate).order_by(col(StageTemplate.id)))).all()
        # No new order takes this version.
        former = RepairTemplateVersion(
            template_id=(await shop.rows(RepairTemplate))[0].id,
            number=99,
            created_at=unit.now,
        )
        unit.session.add(former)
        await unit.session.flush()
        unit.session.add(StageTemplate(version_id=former.id, **stages[0].content() | {"skill": "Ковка"}))
        stages[0].skill, stages[1].skill = "Тормоза", "электрика"
    await put_skills(callers, people.mechanic.user_id, "тормоза", "Окраска")
    await put_skills(callers, people.other_mechanic.user_id, "Кузов")
    async with shop.runtime.read_only(people.administrator) as unit:
        service = unit.services.mechanics
        assert await service.list_known_skills() == ["Кузов", "Окраска", "Тормоза", "электрика"]
        ids = [people.client.user_id, people.mechanic.user_id, people.other_mechanic.user_id]
        found = await service.list_skills(ids)
        assert found == {ids[1]: ["Окраска", "тормоза"], ids[2]: ["Кузов"]}
        assert await service.list_skills([]) == {}


@pytest.mark.parametrize("who", ["client", "mechanic"])
async def test_skills_of_others_are_for_administrators(shop: Shop, who: str):
    async with shop.runtime.read_only(getattr(shop.people, who)) as unit:
        with pytest.raises(AccessDenied):
            await unit.services.mechanics.list_skills([shop.people.mechanic.user_id])
        with pytest.raises(AccessDenied):
            await unit.services.mechanics.list_known_skills()


@pytest.mark.both_databases
async def test_mechanics_are_suggested_for_a_stage_by_skill_and_load(shop: Shop, callers: Callers):
    order = await shop.assigned_order()
    new = await shop.place_order()
    path = f"/api/orders/{new.id}/stages/{new.stages[0].id}/suggestions"
    first, second = (await callers.administrator.get(path)).json()
    assert (first["mechanic_id"], first["load_minutes"]) == (shop.people.other_mechanic.user_id, 0)
    assert second["load_minutes"] == sum(stage.norm_minutes for stage in order.stages)
    assert (first["is_suggested"], second["is_suggested"]) == (True, False)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        (await unit.session.get_one(OrderStage, new.stages[0].id)).skill = "тормоза"
    await put_skills(callers, shop.people.mechanic.user_id, "Тормоза")
    first, second = (await callers.administrator.get(path)).json()
    assert (first["mechanic_id"], first["has_skill"]) == (shop.people.mechanic.user_id, True)
    assert (second["has_skill"], second["is_suggested"]) == (False, False)


LEAVING = {"switched off": {"active": False}, "another role": {"role": "client"}}


@pytest.mark.both_databases
@pytest.mark.parametrize("change", LEAVING)
async def test_work_that_is_not_begun_comes_back_from_whoever_leaves(
    shop: Shop, callers: Callers, change: str
):
    order, finished = await shop.assigned_order(), await shop.assigned_order()
    await shop.complete(finished, len(finished.stages))
    await begin(shop, order)
    path = f"/api/admin/users/{shop.people.mechanic.user_id}"
    assert (await callers.administrator.patch(path, json=LEAVING[change])).status_code == 200
    stages = (await shop.order(order.id)).stages
    mechanic = shop.people.mechanic.user_id
    assert [stage.mechanic_id for stage in stages] == [mechanic, None, None, None]
    assert [stage.state for stage in stages[1:]] == ["pending"] * 3
    told = (await shop.timeline(order.id))[-1]
    assert (told.kind, told.actor_id) == ("mechanic_unassigned", shop.people.administrator.user_id)
    assert all(stage.mechanic_id == mechanic for stage in (await shop.order(finished.id)).stages)
    # What is begun needs another one.
    [left] = [lane for lane in (await read_board(shop)).lanes if not lane.is_working]
    assert (left.mechanic_id, [card.id for card in left.cards]) == (mechanic, [order.stages[0].id])


async def test_whoever_stays_keeps_the_work(shop: Shop):
    order = await shop.assigned_order()
    before = (await shop.order(order.id)).stages
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        for change in (UserChange(active=True), UserChange(role=Role.MECHANIC)):
            await unit.services.staff.update_user(shop.people.mechanic.user_id, change)
    assert (await shop.order(order.id)).stages == before


async def begin(shop: Shop, order: OrderView) -> None:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.progress.start_stage(order.id, order.stages[0].id, StageStep())
