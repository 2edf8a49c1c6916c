"""The form in which administrators say what a mechanic can do, and what the list of people tells of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from autoservice.modules.auth.accounts.schemas import UserChange
from autoservice.modules.orders.mechanics.schemas import Skills
from autoservice.ui.features.set_skills import SetSkillsState
from autoservice.ui.pages.admin_users.state import UsersState
from tests.support.runtime import Shop
from tests.ui.desk import Desk
from tests.ui.pipeline import running_pipeline

PATH = "/admin/users"


@pytest_asyncio.fixture
async def form(shop: Shop) -> AsyncIterator[Desk]:
    """An administrator at the list of people; the mechanic brakes, and a colleague paints."""
    await set_skills(shop, shop.people.mechanic.user_id, "Тормоза")
    await set_skills(shop, shop.people.other_mechanic.user_id, "окраска")
    token = await shop.sign_in(shop.people.administrator)
    async with running_pipeline() as pipeline:
        await pipeline.hydrate(token, PATH)
        yield Desk(pipeline, token)


async def set_skills(shop: Shop, mechanic_id: int, *skills: str) -> None:
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.mechanics.set_skills(mechanic_id, Skills(skills=list(skills)))


async def skills_of(shop: Shop, mechanic_id: int) -> list[str]:
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        return (await unit.services.mechanics.get_skills(mechanic_id)).skills


async def open_form(form: Desk, user_id: int) -> None:
    await form.send(SetSkillsState, "open_form", PATH, mechanic_id=str(user_id), name="Пётр")


async def save(form: Desk, *ticked: str, typed: str = "") -> None:
    boxes = {f"ticked.{number}": name for number, name in enumerate(ticked)}
    await form.send(SetSkillsState, "set_skills", PATH, form={**boxes, "skills": typed})


def shown(form: Desk, var: str) -> Any:
    return form.pipeline.wire.last(SetSkillsState, var)


async def test_all_known_skills_are_offered_and_the_mechanics_own_are_ticked(form: Desk, shop: Shop):
    await open_form(form, shop.people.mechanic.user_id)
    offered = [(one["name"], one["is_ticked"]) for one in shown(form, "choices")]
    assert offered == [("окраска", False), ("Тормоза", True)]
    assert (shown(form, "is_open"), shown(form, "name")) == (True, "Пётр")


async def test_what_is_ticked_and_typed_is_what_the_mechanic_can_do(form: Desk, shop: Shop):
    mechanic = shop.people.mechanic.user_id
    await open_form(form, mechanic)
    await save(form, "окраска", typed=" Сварка ,окраска; ")
    assert await skills_of(shop, mechanic) == ["окраска", "Сварка"]
    assert shown(form, "saved") == "Пётр: окраска, Сварка. Сохранено."
    assert shown(form, "is_open") is False
    await open_form(form, mechanic)
    assert shown(form, "saved") == ""
    await save(form)
    assert await skills_of(shop, mechanic) == []
    assert shown(form, "saved") == "Пётр: навыков нет. Сохранено."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("сварка, " + "x" * 41, "Текст слишком длинный."),
        (",".join(f"навык {number}" for number in range(51)), "Их слишком много."),
    ],
)
async def test_what_is_refused_is_said_at_its_field_and_the_form_stays(
    form: Desk, shop: Shop, typed: str, sentence: str
):
    mechanic = shop.people.mechanic.user_id
    await open_form(form, mechanic)
    await save(form, "окраска", typed=typed)
    assert shown(form, "errors") == {"skills": sentence}
    assert shown(form, "is_open") is True
    assert await skills_of(shop, mechanic) == ["Тормоза"]


async def test_whoever_stops_being_a_mechanic_meanwhile_gets_no_skills(form: Desk, shop: Shop):
    mechanic = shop.people.mechanic.user_id
    await open_form(form, mechanic)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.staff.update_user(mechanic, UserChange(active=False))
    await save(form, "окраска")
    assert list(shown(form, "errors")) == [""]
    assert shown(form, "is_open") is True


@pytest.mark.parametrize("who", ["client", "administrator"])
async def test_the_form_opens_for_mechanics_alone(form: Desk, shop: Shop, who: str):
    before = await shop.everything()
    await open_form(form, getattr(shop.people, who).user_id)
    assert shown(form, "errors")[""]
    await save(form, "окраска")
    assert await shop.everything() == before


async def test_nothing_is_saved_after_cancel(form: Desk, shop: Shop):
    await open_form(form, shop.people.mechanic.user_id)
    await form.send(SetSkillsState, "cancel", PATH)
    await save(form, "окраска")
    assert await skills_of(shop, shop.people.mechanic.user_id) == ["Тормоза"]


async def test_the_list_of_people_tells_skills_and_changes_with_them(form: Desk, shop: Shop):
    await form.open(PATH, UsersState)
    await form.shows("окраска", "Тормоза")
    told = {row["id"]: row["skills"] for row in form.pipeline.wire.last(UsersState, "rows")}
    assert told[str(shop.people.mechanic.user_id)] == "Тормоза"
    assert told[str(shop.people.client.user_id)] == ""
    form.pipeline.wire.clear()
    await set_skills(shop, shop.people.mechanic.user_id, "Сварка", "Тормоза")
    await shop.relay_all()
    await form.shows("Сварка, Тормоза")
