"""Repair templates over REST: versions that never change, who may read them, and what uses them."""

import asyncio
from collections import Counter
from typing import Any

import httpx
import pytest

from autoservice.modules.catalog.repair_templates.errors import NewerVersion
from autoservice.modules.catalog.repair_templates.models import (
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
    TemplateDraft,
)
from autoservice.modules.catalog.repair_templates.schemas import NewVersion
from autoservice.modules.orders.models import Job
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.audit import AuditEntry
from autoservice.shared.cells import CellChange, CellChanges
from tests.support.locks import two_writers, until_somebody_waits
from tests.support.runtime import Callers, Shop

both_databases = pytest.mark.both_databases

ADMIN = "/api/admin/catalog/stages"
KEY = {"Idempotency-Key": "0123456789abcdef"}
PARALLEL = 10


def stage(name: str, **more: Any) -> dict[str, Any]:
    return {"name_ru": name, "name_en": name, **more}


QUICKER = [stage("Intake"), stage("Work", share=4), stage("Handover")]
TWO_AT_ONCE = [
    stage("Intake"),
    stage("Engine", parallel_group=5, share=3),
    stage("Body", parallel_group=5, share=3),
    stage("Check", published=False),
    stage("Handover"),
]


async def quick(caller: httpx.AsyncClient) -> dict[str, Any]:
    """The template of the quick jobs: intake, work, check, handover."""
    templates = (await caller.get(ADMIN)).json()["items"]
    found: dict[str, Any] = next(one for one in templates if one["code"] == "quick")
    return found


async def save(
    caller: httpx.AsyncClient, template: dict[str, Any], *stages: dict[str, Any]
) -> httpx.Response:
    command = {"based_on": template["latest"], "stages": stages}
    return await caller.post(f"{ADMIN}/{template['id']}/versions", json=command)


async def create(caller: httpx.AsyncClient, *stages: dict[str, Any]) -> dict[str, Any]:
    answer = await caller.post(ADMIN, json={**stage("Своё"), "stages": stages})
    assert answer.status_code == 201, answer.text
    created: dict[str, Any] = answer.json()
    return created


@both_databases
async def test_running_orders_keep_their_stages_and_new_ones_take_the_new_version(
    shop: Shop, callers: Callers
):
    admin, template = callers.administrator, await quick(callers.administrator)
    running = await shop.assigned_order()
    before = (await callers.client.get(f"/api/orders/{running.id}")).json()
    saved = await save(admin, template, *QUICKER)
    assert (saved.status_code, saved.json()["number"]) == (201, 2)
    assert saved.json()["author_name"] == shop.people.administrator.name
    names = {"name_ru": "Иначе", "name_en": "Otherwise", "active": False}
    assert (await admin.patch(f"{ADMIN}/{template['id']}", json=names)).status_code == 200
    assert (await callers.client.get(f"/api/orders/{running.id}")).json() == before
    later = await shop.place_order()
    assert [one.name_en for one in later.stages] == ["Intake", "Work", "Handover"]
    usage = (await admin.get(f"{ADMIN}/{template['id']}/usage")).json()
    assert usage["versions"] == [{"number": n, "running_orders": 1} for n in (1, 2)]
    assert (usage["running_orders"], usage["running_is_exact"]) == (2, True)
    assert usage["service_count"] == len(usage["services"]) == (await quick(admin))["services"] > 5


async def test_a_saved_version_is_never_written_again(shop: Shop, callers: Callers):
    admin, template = callers.administrator, await quick(callers.administrator)
    before = [
        row.model_dump() for table in (RepairTemplateVersion, StageTemplate) for row in await shop.rows(table)
    ]
    for number in (1, 2, 3):
        assert (await save(admin, {**template, "latest": number}, *QUICKER, stage(f"{number}"))).is_error
        last = [*QUICKER[:2], stage(f"Step {number}")]
        assert (await save(admin, {**template, "latest": number}, *last)).json()["number"] == number + 1
    after = [
        row.model_dump() for table in (RepairTemplateVersion, StageTemplate) for row in await shop.rows(table)
    ]
    assert all(row in after for row in before)
    history = (await admin.get(f"{ADMIN}/{template['id']}/versions")).json()
    assert [(one["number"], one["stage_count"]) for one in history["items"]] == [
        (4, 3),
        (3, 3),
        (2, 3),
        (1, 4),
    ]
    assert history["items"][-1]["author_name"] == ""
    first = (await admin.get(f"{ADMIN}/{template['id']}/versions/1")).json()
    assert [one["code"] for one in first["stages"]] == ["intake", "work", "check", "handover"]
    difference = await admin.get(f"{ADMIN}/{template['id']}/versions/1/difference/2")
    changes = [(one["kind"], one["fields"]) for one in difference.json()["changes"]]
    assert changes == [
        ("changed", ["name_ru"]),
        ("changed", ["name_ru", "share"]),
        ("added", []),
        ("removed", []),
        ("removed", []),
    ]
    assert (await admin.get(f"{ADMIN}/{template['id']}/versions/9")).json()["title"] == "VersionNotFound"


@both_databases
async def test_of_many_who_save_at_once_one_succeeds_and_the_others_read_its_version(
    shop: Shop, callers: Callers
):
    admin, template = callers.administrator, await quick(callers.administrator)
    saves = (save(admin, template, *QUICKER[:2], stage(f"Step {number}")) for number in range(PARALLEL))
    answers = await asyncio.gather(*saves)
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: PARALLEL - 1}
    [won] = [answer.json() for answer in answers if answer.status_code == 201]
    for answer in answers:
        if answer.status_code == 409:
            assert (answer.json()["title"], answer.json()["latest"]) == ("NewerVersion", won)
    assert len(await shop.rows(RepairTemplateVersion, template_id=template["id"])) == 2


async def test_saving_what_is_there_already_makes_no_version(shop: Shop, callers: Callers):
    admin, template = callers.administrator, await quick(callers.administrator)
    answer = await save(admin, template, *template["stages"])
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
    assert not await shop.audited("repair_template_version_saved")


async def test_a_repeated_request_saves_and_creates_once(shop: Shop, callers: Callers):
    admin, template = callers.administrator, await quick(callers.administrator)
    command = {"based_on": 1, "stages": QUICKER}
    requests = [
        (f"{ADMIN}/{template['id']}/versions", command),
        (ADMIN, {**stage("Своё"), "stages": QUICKER}),
        (f"{ADMIN}/{template['id']}/copy", stage("Копия")),
    ]
    for number, (path, body) in enumerate(requests):
        key = {"Idempotency-Key": f"0123456789-{number}"}
        answers = [await admin.post(path, json=body, headers=key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
    assert len(await shop.rows(RepairTemplate)) == 5 + 2
    assert len(await shop.rows(RepairTemplateVersion)) == 5 + 3


async def test_two_stages_of_one_group_are_worked_at_once(shop: Shop, callers: Callers):
    await save(callers.administrator, await quick(callers.administrator), *TWO_AT_ONCE)
    order = await shop.complete(await shop.assigned_order())
    _, engine, body, check, handover = (f"/api/orders/{order.id}/stages/{one.id}" for one in order.stages)
    for path in (engine, body):
        assert (await callers.mechanic.post(f"{path}/start")).status_code == 200
    seen = (await callers.client.get(f"/api/orders/{order.id}")).json()
    assert [(one["name_en"], one["state"]) for one in seen["stages"]][1:3] == [
        ("Engine", "in_progress"),
        ("Body", "in_progress"),
    ]
    assert (await callers.mechanic.post(f"{body}/complete")).status_code == 200
    # What follows the group waits for all of it.
    assert (await callers.mechanic.post(f"{check}/start")).json()["title"] == "StageOutOfOrder"
    assert (await callers.mechanic.post(f"{engine}/complete")).status_code == 200
    assert (await callers.mechanic.post(f"{check}/complete")).status_code == 200
    assert (await callers.mechanic.post(f"{handover}/complete")).json()["status"] == "delivered"


async def test_what_nothing_uses_is_deleted_and_anything_else_archived(shop: Shop, callers: Callers):
    admin = callers.administrator
    copy = (await admin.post(f"{ADMIN}/{(await quick(admin))['id']}/copy", json=stage("Копия"))).json()
    assert [one["code"] for one in copy["stages"]] == ["intake", "work", "check", "handover"]
    assert copy["code"].startswith("kopiya_")
    assert (await admin.delete(f"{ADMIN}/{copy['id']}")).json() == {"outcome": "deleted"}
    assert (await admin.get(f"{ADMIN}/{copy['id']}")).json()["title"] == "TemplateNotFound"
    assert not await shop.rows(RepairTemplateVersion, template_id=copy["id"])
    used = await quick(admin)
    assert (await admin.delete(f"{ADMIN}/{used['id']}", headers=KEY)).json() == {"outcome": "archived"}
    assert (await admin.delete(f"{ADMIN}/{used['id']}", headers=KEY)).json() == {"outcome": "archived"}
    offered = [one["id"] for one in (await callers.guest.get("/api/catalog/stages")).json()]
    assert used["id"] not in offered
    assert len(offered) == 4
    # Its services go on.
    assert (await shop.place_order()).stages
    assert (await admin.post(f"{ADMIN}/{used['id']}/restore")).json()["active"] is True
    assert (await admin.post(f"{ADMIN}/{used['id']}/archive")).json()["active"] is False
    archived = (await admin.get(ADMIN, params={"active": False})).json()["items"]
    assert [one["id"] for one in archived] == [used["id"]]


async def test_a_template_that_only_a_finished_order_remembers_is_archived(shop: Shop, callers: Callers):
    admin, template = callers.administrator, await create(callers.administrator, *QUICKER)
    order = await shop.place_order()
    [version] = await shop.rows(RepairTemplateVersion, template_id=template["id"])
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        [job] = await shop.rows(Job, order_id=order.id)
        (await unit.session.get_one(Job, job.id)).template_version_id = version.id
    assert (await admin.delete(f"{ADMIN}/{template['id']}")).json() == {"outcome": "archived"}


async def test_guests_and_clients_read_what_is_published_of_the_stages(callers: Callers):
    told = {"checklist": [{"ru": "Болты", "en": "Bolts"}], "skill": "Электрик", "photo_needed": True}
    stages = [stage("Work", **told), stage("Count the tools", published=False)]
    await save(callers.administrator, await quick(callers.administrator), *stages)
    for caller in (callers.guest, callers.client):
        answer = await caller.get("/api/catalog/stages")
        [seen] = next(one for one in answer.json() if one["code"] == "quick")["stages"]
        assert (seen["code"], seen["checklist"], seen["skill"]) == ("work", [], "")
        assert "Count" not in answer.text
    for caller in (callers.mechanic, callers.administrator):
        answer = await caller.get("/api/catalog/stages")
        whole = next(one for one in answer.json() if one["code"] == "quick")["stages"]
        assert [one["code"] for one in whole] == ["work", "count_the_tools"]
        assert whole[0]["checklist"] == told["checklist"]


async def test_only_administrators_edit_templates(callers: Callers):
    for caller, status in ((callers.guest, 401), (callers.client, 403), (callers.mechanic, 403)):
        assert (await caller.get(ADMIN)).status_code == status
        assert (
            await caller.post(f"{ADMIN}/1/versions", json={"based_on": 1, "stages": []})
        ).status_code == status


@pytest.mark.parametrize(("language", "said"), [("ru", "Доля — целое число"), ("en", "The share must be")])
async def test_what_is_wrong_is_said_at_its_stage_and_nothing_is_saved(
    shop: Shop, callers: Callers, language: str, said: str
):
    template = await quick(callers.administrator)
    callers.administrator.headers["Accept-Language"] = language
    answer = await save(callers.administrator, template, stage("Work", share=0), stage(""))
    assert (answer.status_code, answer.json()["title"]) == (422, "VersionRefused")
    errors = {one["field"]: one["detail"] for one in answer.json()["errors"]}
    assert errors["stages.0.share"].startswith(said)
    assert errors.keys() == {"stages.0.share", "stages.1.name_ru"}
    assert len(await shop.rows(RepairTemplateVersion)) == 5


async def test_templates_are_renamed_in_a_table_and_found_by_their_new_name(shop: Shop, callers: Callers):
    admin, template = callers.administrator, await quick(callers.administrator)
    cell = {
        "id": template["id"],
        "version": template["version"],
        "field": "name_ru",
        "value": "Мелкий ремонт",
    }
    answer = await admin.patch(f"{ADMIN}/cells", json={"cells": [cell]})
    assert answer.json()["rows"][0]["cells"]["name_ru"] == "Мелкий ремонт"
    stale = await admin.patch(f"{ADMIN}/cells", json={"cells": [cell]})
    assert (stale.status_code, stale.json()["title"]) == (409, "RowsChanged")
    outdated = {"name_en": "Small", "version": template["version"]}
    stale = await admin.patch(f"{ADMIN}/{template['id']}", json=outdated)
    assert stale.json()["rows"][0]["cells"]["name_ru"] == "Мелкий ремонт"
    found = (await admin.get(ADMIN, params={"q": "МЕЛК"})).json()["items"]
    assert [one["id"] for one in found] == [template["id"]]
    assert (await admin.get(ADMIN, params={"q": "Быстрая"})).json()["total"] == 0


async def test_every_change_is_audited_without_what_was_typed(shop: Shop, callers: Callers):
    admin = callers.administrator
    template = await create(admin, stage("Zyzzyva"), *QUICKER[1:])
    path = f"{ADMIN}/{template['id']}"
    await save(admin, template, *QUICKER)
    await admin.patch(path, json={"name_ru": "Zyzzyva", "active": False})
    await admin.post(f"{path}/restore")
    await admin.delete(path)
    entries = await shop.rows(AuditEntry, subject=f"repair_template:{template['id']}")
    assert [entry.action.removeprefix("repair_template_") for entry in entries] == [
        "created",
        "version_saved",
        "renamed",
        "archived",
        "restored",
        "deleted",
    ]
    assert "yzzyva" not in await shop.audit_text()
    pushed = {message.reaction for message in await shop.enqueued("repair_template_created")}
    assert pushed == {"push_template_changed", "push_catalog_changed"}


async def type_cell(
    caller: httpx.AsyncClient, template: dict[str, Any], row: int, field: str, value: str
) -> httpx.Response:
    path = f"{ADMIN}/{template['id']}/draft"
    [version] = [one["version"] for one in (await caller.get(path)).json()["rows"] if one["id"] == row]
    cell = {"id": row, "version": version, "field": field, "value": value}
    return await caller.patch(f"{path}/cells", json={"cells": [cell]})


async def test_a_draft_is_edited_by_cells_and_saved_as_a_version(shop: Shop, callers: Callers):
    admin, template = callers.administrator, await quick(callers.administrator)
    admin.headers["Accept-Language"] = "ru"
    for row, field, value in ((2, "share", "9"), (3, "published", "Нет"), (3, "kind", "Тест-драйв")):
        answer = await type_cell(admin, template, row, field, value)
        assert answer.json()["rows"][0]["cells"][field] == value
    refused = await type_cell(admin, template, 2, "share", "много")
    assert [(one["id"], one["field"]) for one in refused.json()["errors"]] == [(2, "share")]
    moved = await admin.post(f"{ADMIN}/{template['id']}/draft/moves", json={"id": 3, "before": 2})
    assert moved.status_code == 204
    # Nobody else sees it, and nothing is a version yet.
    assert (await quick(admin))["latest"] == 1
    other = await shop.hire("another", shop.people.administrator.role)
    async with shop.runtime.read_only(other) as unit:
        assert not (await unit.services.template_drafts.get_draft(template["id"])).is_changed
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        saved = await unit.services.template_versions.save_draft(template["id"])
    assert saved.number == 2
    assert [(one.code, one.name_ru, one.share, one.published) for one in saved.stages] == [
        ("intake", "Приёмка", 1, True),
        ("road_test", "Тест-драйв", 1, False),
        ("work", "Работы", 9, True),
        ("handover", "Выдача", 1, True),
    ]
    assert not await shop.rows(TemplateDraft)


async def test_a_checklist_that_nobody_edits_stays_whatever_its_lines_have_in_them(
    shop: Shop, callers: Callers
):
    lines = [{"ru": "Масло; фильтр", "en": "Oil | filter"}, {"ru": "Раз", "en": "One"}]
    template = await create(callers.administrator, stage("Work", checklist=lines), stage("Check"))
    answer = await type_cell(callers.administrator, template, 1, "skill", "Сварщик")
    assert answer.status_code == 200, answer.text
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        saved = await unit.services.template_versions.save_draft(template["id"])
    assert [line.model_dump() for line in saved.stages[0].checklist] == lines
    assert saved.stages[0].skill == "Сварщик"


async def test_stages_are_added_removed_and_put_back(shop: Shop, callers: Callers):
    template = await quick(callers.administrator)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        drafts, id = unit.services.template_drafts, template["id"]
        await drafts.add_stage(id, "paint")
        await drafts.add_stage(id)
        await drafts.remove_stage(id, 2)
        await drafts.remove_stage(id, 99)
        assert [row.id for row in (await drafts.get_draft(id)).rows] == [1, 3, 5, 6, 4]
        await drafts.restore_stage(id)
        await drafts.restore_stage(id)
        found = await drafts.get_draft(id)
    assert [(row.id, row.code) for row in found.rows] == [
        (1, "intake"), (2, "work"), (3, "check"), (5, "paint"), (6, ""), (4, "handover"),
    ]  # fmt: skip
    dropped = await callers.administrator.delete(f"{ADMIN}/{template['id']}/draft")
    assert dropped.status_code == 204
    assert not await shop.rows(TemplateDraft)


async def test_a_draft_is_not_saved_over_a_version_that_its_author_has_not_seen(shop: Shop, callers: Callers):
    admin, template = callers.administrator, await quick(callers.administrator)
    await type_cell(admin, template, 2, "share", "9")
    other = await shop.hire("another", shop.people.administrator.role)
    async with shop.runtime.transaction(other) as unit:
        command = NewVersion.model_validate({"based_on": 1, "stages": QUICKER})
        await unit.services.template_versions.save_version(template["id"], command)
    draft = (await admin.get(f"{ADMIN}/{template['id']}/draft")).json()
    assert (draft["based_on"], draft["latest"], len(draft["rows"])) == (1, 2, 4)
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        with pytest.raises(NewerVersion):
            await unit.services.template_versions.save_draft(template["id"])
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await unit.services.template_drafts.rebase_draft(template["id"])
        assert (await unit.services.template_versions.save_draft(template["id"])).number == 3


@two_writers
async def test_what_is_typed_while_the_draft_is_being_saved_is_saved_with_it(shop: Shop):
    async def type_share(unit: UnitOfWork, share: str) -> None:
        row = (await unit.services.template_drafts.get_draft(1)).rows[1]
        cell = CellChange(id=row.id, version=row.version, field="share", value=share)
        await unit.services.template_drafts.edit_cells(1, CellChanges(cells=[cell]), "en")

    async def save_draft() -> list[int]:
        async with shop.runtime.transaction(shop.people.administrator) as unit:
            saved = await unit.services.template_versions.save_draft(1)
        return [stage.share for stage in saved.stages]

    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await type_share(unit, "7")
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        await type_share(unit, "9")
        saving = asyncio.create_task(save_draft())
        await until_somebody_waits(shop)
    assert await saving == [1, 9, 1, 1]
