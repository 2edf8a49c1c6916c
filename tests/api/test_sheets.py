"""``/api/admin/catalog/inventory/import`` and ``.../export``: previewed, then all of it or nothing."""

import io
from typing import Any

import httpx
import openpyxl
import pytest
from python_calamine import load_workbook

from autoservice.adapters.sheet_process import ProcessSheetReader
from autoservice.modules.catalog.inventory.models import InventoryItem, ServicePart, StockMovement
from autoservice.modules.catalog.repair_templates.models import (
    RepairTemplate,
    RepairTemplateVersion,
    StageTemplate,
)
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate
from autoservice.modules.catalog.sheets.models import SheetImport
from autoservice.runtime.housekeeping import clean_up
from autoservice.shared.access import Role
from autoservice.shared.sheets.ports import ReadSheet
from tests.support.accounts import title
from tests.support.inventory import add_item, balance
from tests.support.runtime import Callers, MovableClock, Shop
from tests.support.workbooks import text_row, workbook

ADMIN = "/api/admin/catalog/inventory"
HEADING = "Артикул;Производитель;Наименование;Ед.;Цена\r\n"


async def upload(
    callers: Callers, data: bytes | str, name: str = "prices.csv", **fields: str
) -> httpx.Response:
    content = data.encode() if isinstance(data, str) else data
    return await callers.administrator.post(
        f"{ADMIN}/import", files={"file": (name, content)}, data=fields, headers={"Accept-Language": "ru"}
    )


async def preview(callers: Callers, data: bytes | str, **fields: str) -> dict[str, Any]:
    answer = await upload(callers, data, **fields)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def apply(callers: Callers, view: dict[str, Any], **command: Any) -> httpx.Response:
    return await callers.administrator.post(f"{ADMIN}/import/{view['id']}/apply", json=command)


async def export(callers: Callers, kind: str) -> bytes:
    english = {"Accept-Language": "en"}
    answer = await callers.administrator.get(f"{ADMIN}/export", params={"format": kind}, headers=english)
    assert answer.status_code == 200, answer.text
    return answer.content


def counts(view: dict[str, Any]) -> dict[str, int]:
    return {name: number for name, number in view["preview"]["counts"].items() if number}


def problems(view: dict[str, Any]) -> dict[int, list[tuple[str, str]]]:
    return {
        row["number"]: [(one["field"], one["detail"]) for one in row["problems"]]
        for row in view["preview"]["rows"]
        if row["problems"]
    }


async def test_a_price_list_of_another_program_is_previewed_and_then_imported(shop: Shop, callers: Callers):
    await add_item(shop, "4", article="W 914/2", maker="MANN", price_minor=60_000)
    data = (
        "Прайс-лист от 01.11.2026;;;;\r\n;;;;\r\n"
        + HEADING
        + "w914/2;Mann;Фильтр масляный;шт;650,50\r\n"
        + HEADING
        + "GDB 1330;TRW;Колодки;шт.;1 250,00\r\n"
        + "Итого;;;;1 900,50\r\n"
    )
    view = await preview(callers, data.encode("cp1251"))
    read_as = view["preview"]["read_as"]
    assert (read_as["encoding"], read_as["separator"], read_as["decimal"]) == ("windows-1251", ";", ",")
    assert read_as["header_row"] == 3
    assert counts(view) == {"new": 1, "changed": 1, "skipped": 2}
    changed, new, *skipped = view["preview"]["rows"]
    assert [(one["title"], one["before"], one["after"]) for one in changed["changes"]] == [
        ("Артикул", "W 914/2", "w914/2"),
        ("Производитель", "MANN", "Mann"),
        ("Цена", "600", "650,50"),
    ]
    assert (new["number"], new["label"]) == (6, "GDB 1330 · TRW · Колодки")
    assert [row["number"] for row in skipped] == [5, 7]
    applied = (await apply(callers, view)).json()
    assert applied["applied_at"]
    items = {item.article: item for item in await shop.rows(InventoryItem)}
    assert {article: item.price_minor for article, item in items.items()} == {
        "w914/2": 65_050,
        "GDB 1330": 125_000,
    }
    assert (items["w914/2"].version, items["GDB 1330"].name_en) == (2, "Колодки")
    assert (await balance(shop, items["w914/2"].id)).on_hand == 4000


async def test_each_doubtful_row_is_named_with_its_reason_and_nothing_is_imported(
    shop: Shop, callers: Callers
):
    await add_item(shop, article="OC 90", maker="KNECHT")
    rows = (
        "A1;TRW;Диск;шт;1,250\r\n"
        "A2;TRW;Диск;шт;дорого\r\n"
        "A3;TRW;Диск;ведро;10\r\n"
        ";TRW;Диск;шт;10\r\n"
        "A4;TRW;Диск;шт;\r\n"
        "4,60701E+12;TRW;Диск;шт;10\r\n"
        "OC-90;;Фильтр;шт;10\r\n"
        "A5;TRW;Диск;шт;10,50\r\n"
        "a-5;trw;Диск;шт;11\r\n"
    )
    view = await preview(callers, HEADING + rows)
    found = problems(view)
    assert {number: [field for field, _ in each] for number, each in found.items()} == {
        2: ["price_minor"],
        3: ["price_minor"],
        4: ["unit"],
        5: ["article"],
        6: ["price_minor"],
        7: ["article"],
        8: ["maker"],
        10: [""],
    }
    assert found[2][0][1] == "«1,250» можно понять как 1250 и как 1,25. Напишите одно из двух."
    assert "KNECHT OC 90" in found[8][0][1]
    assert "9" in found[10][0][1]
    refused = await apply(callers, view)
    assert title(refused) == (422, "ImportDoubtful")
    assert len(await shop.rows(InventoryItem)) == 1
    assert (await apply(callers, view, skip_doubtful=True)).status_code == 200
    assert {item.article for item in await shop.rows(InventoryItem)} == {"OC 90", "A5"}


async def test_what_a_workbook_cannot_say_is_doubtful_and_never_blank(callers: Callers):
    head = text_row(2, "Article", "Maker", "Name", "Price", "Minimum")
    rows = [
        text_row(1, "Price list"),
        head,
        '<row r="3"><c r="A3" s="2"><v>123</v></c><c r="C3" t="inlineStr"><is><t>a</t></is></c>'
        '<c r="D3"><v>12.5</v></c></row>',
        '<row r="4"><c r="A4"><v>2</v></c><c r="C4" t="inlineStr"><is><t>b</t></is></c>'
        '<c r="D4"><f>D3*2</f></c></row>',
        '<row r="5"><c r="A5"><v>3</v></c><c r="C5" t="inlineStr"><is><t>c</t></is></c>'
        '<c r="D5" t="e"><v>#N/A</v></c></row>',
        '<row r="6"><c r="A6" s="1"><v>45000</v></c><c r="C6" t="inlineStr"><is><t>d</t></is></c>'
        '<c r="D6"><v>1</v></c></row>',
        '<row r="7"><c r="A7"><v>4.6070123456789012E+18</v></c><c r="D7"><v>1</v></c></row>',
        '<row r="8"><c r="A8"><v>5</v></c><c r="C8" t="inlineStr"><is><t>e</t></is></c>'
        '<c r="D8" t="inlineStr"><is><t>1 250,50</t></is></c></row>',
    ]
    view = await preview(callers, workbook(rows), name="prices.xlsx")
    assert {number: [field for field, _ in each] for number, each in problems(view).items()} == {
        4: ["price_minor"],
        5: ["price_minor"],
        6: ["article"],
        7: ["article"],
    }
    new = [row for row in view["preview"]["rows"] if row["outcome"] == "new"]
    values = [{one["field"]: one["after"] for one in row["changes"]} for row in new]
    assert [(each["article"], each["price_minor"]) for each in values] == [
        ("0123", "12,50"),
        ("5", "1250,50"),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_is_exported_and_imported_again_says_nothing_has_changed(
    shop: Shop, callers: Callers, kind: str
):
    hostile = [
        "=1+1",
        "@SUM(A1)",
        "+7 916 123-45-67",
        "-250,00",
        "0123",
        "'=x",
        "''",
        '"q";',
        "1E+5",
        "_x0041_",
        "Ё,Қ;ї",
    ]
    for number, name in enumerate(hostile):
        await add_item(
            shop, "4.3", article=f"0{number}", maker=name, name_ru=name, unit="l", price_minor=number
        )
    data = await export(callers, kind)
    view = await preview(callers, data, name=f"stock.{kind}")
    assert counts(view) == {"unchanged": len(hostile)}
    assert title(await apply(callers, view)) == (409, "ImportNothing")


async def test_texts_of_an_export_are_texts_and_numbers_are_numbers(shop: Shop, callers: Callers):
    await add_item(shop, article="0123", maker="=1+1", name_ru="+7916", price_minor=125_050)
    data = await export(callers, "xlsx")
    [sheet] = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    titles, values = ([cell.value for cell in row] for row in sheet.iter_rows())
    row = dict(zip(titles, values, strict=True))
    assert (row["Article"], row["Maker"], row["Name in Russian"]) == ("0123", "=1+1", "+7916")
    assert row["Unit price"] == 1250.5
    assert [cell.data_type for cell in next(sheet.iter_rows(min_row=2))][:3] == ["s", "s", "s"]
    assert load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()[1][:3] == [
        "0123",
        "=1+1",
        "+7916",
    ]
    text = (await export(callers, "csv")).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("0123,'=1+1,'+7916,")
    assert ",1250.50," in text


async def test_what_changed_since_the_preview_is_not_overwritten(shop: Shop, callers: Callers):
    item = await add_item(shop, article="A1", maker="TRW", price_minor=100)
    view = await preview(callers, HEADING + "A1;TRW;;;2,50\r\n")
    answer = await callers.administrator.patch(f"{ADMIN}/{item.id}", json={"price_minor": 300})
    assert answer.status_code == 200
    refused = await apply(callers, view)
    assert title(refused) == (409, "ImportOutdated")
    assert [one.price_minor for one in await shop.rows(InventoryItem)] == [300]


async def test_who_is_demoted_while_the_file_is_read_imports_nothing(
    shop: Shop, callers: Callers, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    await shop.hire("another", Role.ADMINISTRATOR)
    view = await preview(callers, HEADING + "A1;TRW;Диск;шт;2,50\r\n")
    read = ProcessSheetReader.read

    async def demote_and_read(self: ProcessSheetReader, *told: Any) -> ReadSheet:
        await shop.change(shop.people.administrator, role=Role.MECHANIC.value)
        clock.forward(minutes=1)
        return await read(self, *told)

    monkeypatch.setattr(ProcessSheetReader, "read", demote_and_read)
    assert (await apply(callers, view)).status_code == 403
    assert await shop.rows(InventoryItem) == []


async def test_an_empty_cell_leaves_what_is_there(shop: Shop, callers: Callers):
    item = await add_item(shop, article="A1", maker="TRW", name_ru="Диск", price_minor=100)
    view = await preview(callers, HEADING + "A1;TRW;;;2,50\r\n")
    assert (await apply(callers, view)).status_code == 200
    [after] = await shop.rows(InventoryItem, id=item.id)
    assert (after.name_ru, after.price_minor) == ("Диск", 250)


async def test_new_rows_bring_their_stock_and_present_ones_keep_theirs(shop: Shop, callers: Callers):
    item = await add_item(shop, "4", article="A1", maker="TRW", price_minor=100)
    data = "Article;Maker;Name;Price;On hand;Unit cost\r\nA1;TRW;;1.50;7;1.10\r\nA2;TRW;Disc;2.50;3;1.10\r\n"
    view = await preview(callers, data)
    assert (await apply(callers, view)).status_code == 200
    items = {one.article: one for one in await shop.rows(InventoryItem)}
    assert (await balance(shop, item.id)).on_hand == 4000
    new = await balance(shop, items["A2"].id)
    assert (new.on_hand, new.value) == (3000, 330)
    movements = [one for one in await shop.rows(StockMovement) if one.item_id == items["A2"].id]
    assert [one.kind for one in movements] == ["receipt"]


async def test_new_rows_whose_stock_cannot_be_are_doubtful(shop: Shop, callers: Callers):
    data = (
        "Article;Name;Price;Unit;On hand;Unit cost;In use\r\n"
        "A1;Disc;2.50;pcs;2.5;1.10;\r\n"
        "A2;Oil;2.50;l;2.5;1.10;\r\n"
        "A3;Disc;2.50;pcs;3;1.10;no\r\n"
        "A4;Disc;2.50;pcs;1000000;1100000;\r\n"
    )
    view = await preview(callers, data)
    assert {number: [field for field, _ in each] for number, each in problems(view).items()} == {
        2: ["on_hand"],
        4: ["on_hand"],
        5: ["on_hand"],
    }
    assert (await apply(callers, view, skip_doubtful=True)).status_code == 200
    [oil] = await shop.rows(InventoryItem)
    assert (await balance(shop, oil.id)).on_hand == 2500


async def test_what_was_guessed_can_be_said_otherwise(callers: Callers):
    data = "Kod;Firma;Nazvanie;Stoit\r\nА1;TRW;Диск;1,250\r\n".encode("cp1251")
    view = await preview(callers, data)
    assert view["preview"]["missing"] == ["Артикул"]
    assert title(await apply(callers, view)) == (422, "ImportIncomplete")
    options = {
        "encoding": "windows-1251",
        "decimal": ".",
        "header_row": 1,
        "columns": {"0": "article", "1": "maker", "2": "name_ru", "3": "price_minor"},
    }
    path = f"{ADMIN}/import/{view['id']}"
    changed = await callers.administrator.patch(path, json=options)
    assert changed.status_code == 200, changed.text
    assert counts(changed.json()) == {"new": 1}
    [row] = changed.json()["preview"]["rows"]
    assert {one["field"]: one["after"] for one in row["changes"]}["price_minor"] == "1250"


async def test_two_columns_of_one_title_are_a_question(callers: Callers):
    view = await preview(callers, "Article;Name;Price;Price\r\nA1;Disc;1.50;2.50\r\n")
    assert view["preview"]["doubled"] == ["Price", "Price"]
    assert problems(view) == {2: [("price_minor", "Этого не хватает.")]}


async def test_an_import_happens_once_whatever_is_sent_again(shop: Shop, callers: Callers):
    view = await preview(callers, HEADING + "A1;TRW;Диск;шт;2,50\r\n")
    path, key = f"{ADMIN}/import/{view['id']}/apply", {"Idempotency-Key": "once-and-again"}
    first = await callers.administrator.post(path, json={}, headers=key)
    again = await callers.administrator.post(path, json={}, headers=key)
    assert first.status_code == again.status_code == 200
    assert title(await callers.administrator.post(path, json={})) == (409, "ImportApplied")
    assert len(await shop.rows(InventoryItem)) == 1


async def test_an_import_is_its_owners_for_a_day_and_one_for_each_list(
    shop: Shop, callers: Callers, clock: MovableClock
):
    first = await preview(callers, HEADING + "A1;TRW;Диск;шт;2,50\r\n")
    second = await preview(callers, HEADING + "A2;TRW;Диск;шт;2,50\r\n")
    path = f"{ADMIN}/import/{second['id']}"
    assert title(await apply(callers, first)) == (404, "ImportNotFound")
    assert (await callers.administrator.get(path)).json()["file_name"] == "prices.csv"
    assert title(await callers.administrator.get(path.replace("inventory", "services"))) == (
        404,
        "ImportNotFound",
    )
    assert (await callers.mechanic.get(path)).status_code == 403
    clock.forward(days=1, seconds=1)
    await clean_up(shop.runtime.transaction)
    assert await shop.rows(SheetImport) == []


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "SheetEmpty"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "SheetOldExcel"),
        (b'a;"b\n', "a.csv", "SheetQuoteOpen"),
        (workbook("<row><c>"), "a.xlsx", "SheetBroken"),
    ],
)
async def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    callers: Callers, data: bytes, name: str, code: str
):
    answer = await upload(callers, data, name=name)
    assert title(answer) == (422, code)
    assert [error["field"] for error in answer.json()["errors"]] == ["file"]


@pytest.mark.parametrize("sign", ["\r", ":", "ы"])
async def test_a_separator_that_is_none_of_ours_is_guessed(callers: Callers, sign: str):
    view = await preview(callers, f"sep={sign}\n" + HEADING + "A1;TRW;Диск;шт;2,50\r\n")
    assert counts(view) == {"new": 1}


@pytest.mark.parametrize(
    "cell",
    ["<c><v>1e999999999999999999999</v></c>", '<c s="1"><v>1e300</v></c>', "<c><v>NaN</v></c>"],
)
async def test_a_number_that_is_none_makes_its_row_doubtful(callers: Callers, cell: str):
    rows = [text_row(1, "Article", "Price"), text_row(2, "A1").replace("</row>", f"{cell}</row>")]
    view = await preview(callers, workbook(rows), name="a.xlsx")
    assert [field for field, _ in problems(view)[2]] == ["price_minor"]


async def test_a_style_that_no_workbook_has_is_none(callers: Callers):
    style = "9" * 5000
    rows = [text_row(1, "Article", "Price"), f'<row r="2"><c s="{style}"><v>7</v></c><c><v>1</v></c></row>']
    assert counts(await preview(callers, workbook(rows), name="a.xlsx")) == {"doubtful": 1}


@pytest.mark.parametrize("number", ["abc", "0", "1", "-5", "1048577", "9" * 5000])
async def test_a_workbook_with_rows_that_are_nowhere_is_damaged(callers: Callers, number: str):
    row = f'<row r="{number}"><c r="A2"><v>1</v></c></row>'
    answer = await upload(callers, workbook([text_row(1, "Article", "Price"), row]), name="a.xlsx")
    assert title(answer) == (422, "SheetBroken")


async def test_a_sheet_of_any_name_and_a_heading_in_the_last_row_are_read(callers: Callers):
    rows = {"Л" * 300: text_row(1_048_576, "Article", "Price")}
    view = await preview(callers, workbook([], sheets=rows), name="a.xlsx", sheet="Л" * 60)
    assert view["preview"]["read_as"]["header_row"] == 1_048_576


async def test_a_request_without_a_file_or_with_unknown_options_is_refused(callers: Callers):
    answer = await callers.administrator.post(
        f"{ADMIN}/import", data={"encoding": "utf-8"}, files={"other": b"a"}
    )
    assert title(answer) == (422, "SheetMissing")
    assert (await upload(callers, "a;b\n", encoding="ebcdic")).status_code == 422


async def test_a_unit_in_use_does_not_change_by_a_file(shop: Shop, callers: Callers):
    await add_item(shop, "2", article="A1", maker="TRW")
    view = await preview(callers, HEADING + "A1;TRW;;кг;2,50\r\n")
    assert [field for field, _ in problems(view)[2]] == ["unit"]


async def test_one_quantity_with_three_decimals_comes_back_from_a_file(shop: Shop, callers: Callers):
    await add_item(shop, article="OIL", unit="l", minimum="4.305", price_minor=100)
    assert counts(await preview(callers, await export(callers, "csv"))) == {"unchanged": 1}


SERVICES = "/api/admin/catalog/services"


async def preview_services(callers: Callers, data: bytes | str, name: str = "services.csv") -> dict[str, Any]:
    content = data.encode() if isinstance(data, str) else data
    answer = await callers.administrator.post(f"{SERVICES}/import", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["ru", "en"])
async def test_services_exported_and_imported_again_have_not_changed(
    callers: Callers, kind: str, locale: str
):
    url, language = f"{SERVICES}/export?format={kind}", {"Accept-Language": locale}
    data = (await callers.administrator.get(url, headers=language)).content
    view = await preview_services(callers, data, f"services.{kind}")
    assert set(counts(view)) == {"unchanged"}, problems(view)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["ru", "en"])
async def test_parts_of_services_come_back_from_a_file_whatever_their_articles_have_in_them(
    shop: Shop, callers: Callers, kind: str, locale: str
):
    [oil] = await shop.rows(ServiceTemplate, code="oil_and_filter")
    hostile = ["=1+1 x 2", '3/4"; [hose]', "- W 914", "@SUM(A1)", "4,60701E+12"]
    items = [
        await add_item(shop, article=text, maker=maker, unit="l") for text in hostile for maker in ("m", "1")
    ]
    parts = [{"item_id": item.id, "quantity": f"{number}.125"} for number, item in enumerate(items)]
    path = f"{SERVICES}/{oil.id}/parts"
    assert (await callers.administrator.put(path, json={"parts": parts})).status_code == 200
    url, language = f"{SERVICES}/export?format={kind}", {"Accept-Language": locale}
    data = (await callers.administrator.get(url, headers=language)).content
    view = await preview_services(callers, data, f"services.{kind}")
    assert set(counts(view)) == {"unchanged"}, problems(view)


async def test_parts_of_services_are_imported_and_the_doubtful_ones_named(shop: Shop, callers: Callers):
    oil = await add_item(shop, article="5W-40 x", maker="Shell", unit="l")
    disc = await add_item(shop, article="DISC 1", maker="TRW")
    [service] = await shop.rows(ServiceTemplate, code="oil_and_filter")
    [pads] = await shop.rows(ServiceTemplate, code="front_pads")
    [plugs] = await shop.rows(ServiceTemplate, code="spark_plugs")
    path, parts = f"{SERVICES}/{pads.id}/parts", [{"item_id": disc.id, "quantity": "2"}]
    assert (await callers.administrator.put(path, json={"parts": parts})).status_code == 200
    data = (
        "Code,Parts\n"
        f'{service.code},"""5w40 x"" x 4,5 л; disc-1 x 2"\n'
        f"{pads.code},-\n"
        f"{plugs.code},NO SUCH x 1\n"
    )
    view = await preview_services(callers, data)
    assert counts(view) == {"changed": 2, "doubtful": 1}
    assert problems(view) == {4: [("parts", "NO SUCH x 1: Такой запчасти или расходника нет.")]}
    changes = {row["number"]: row["changes"][0]["after"] for row in view["preview"]["rows"] if row["changes"]}
    assert changes == {2: '"5W-40 x" x 4,5 л; DISC 1 x 2', 3: ""}
    answer = await callers.administrator.post(
        f"{SERVICES}/import/{view['id']}/apply", json={"skip_doubtful": True}
    )
    assert answer.status_code == 200, answer.text
    kept = [(one.item_id, one.quantity) for one in await shop.rows(ServicePart, service_id=service.id)]
    assert kept == [(oil.id, 4500), (disc.id, 2000)]
    assert await shop.rows(ServicePart, service_id=pads.id) == []
    [after] = await shop.rows(ServiceTemplate, id=service.id)
    assert after.version == service.version


async def test_parts_that_changed_since_the_preview_are_not_overwritten(shop: Shop, callers: Callers):
    disc = await add_item(shop, article="DISC 1", maker="TRW")
    [service] = await shop.rows(ServiceTemplate, code="oil_and_filter")
    view = await preview_services(callers, f"Code;Parts\n{service.code};DISC 1 x 2\n")
    parts = [{"item_id": disc.id, "quantity": "7"}]
    path = f"{SERVICES}/{service.id}/parts"
    assert (await callers.administrator.put(path, json={"parts": parts})).status_code == 200
    refused = await callers.administrator.post(f"{SERVICES}/import/{view['id']}/apply", json={})
    assert title(refused) == (409, "ImportOutdated")
    assert [one.quantity for one in await shop.rows(ServicePart, service_id=service.id)] == [7000]


async def test_prices_and_hours_of_services_are_imported_by_code_or_by_name(shop: Shop, callers: Callers):
    before = {one.code: one for one in await shop.rows(ServiceTemplate)}
    oil, pads = before["oil_and_filter"], before["front_pads"]
    data = (
        "Code;Name in Russian;Norm-hours;Fixed price\r\n"
        f"{oil.code};;0,7;1 900,50\r\n"
        f";{pads.name_ru.upper()};1:30;\r\n"
        f";Мойка;0,5;500\r\n"
    )
    view = await preview_services(callers, data)
    assert counts(view) == {"changed": 2, "doubtful": 1}
    assert [field for field, _ in problems(view)[4]] == ["category"]
    answer = await callers.administrator.post(
        f"{SERVICES}/import/{view['id']}/apply", json={"skip_doubtful": True}
    )
    assert answer.status_code == 200, answer.text
    after = {one.code: one for one in await shop.rows(ServiceTemplate)}
    assert (after[oil.code].norm_minutes, after[oil.code].price_minor) == (42, 190_050)
    assert (after[pads.code].norm_minutes, after[pads.code].price_minor) == (90, pads.price_minor)
    assert len(after) == len(before)


async def test_a_service_is_in_a_file_once_by_its_code_and_two_may_have_one_name(
    shop: Shop, callers: Callers
):
    [oil] = await shop.rows(ServiceTemplate, code="oil_and_filter")
    [pads] = await shop.rows(ServiceTemplate, code="front_pads")
    path = f"{SERVICES}/{pads.id}"
    named = {"name_ru": oil.name_ru, "name_en": oil.name_en, "description_ru": "Раз\r\nДва\rТри"}
    assert (await callers.administrator.patch(path, json=named)).status_code == 200
    data = (await callers.administrator.get(f"{SERVICES}/export?format=csv")).content
    assert set(counts(await preview_services(callers, data))) == {"unchanged"}
    twice = f"Code;Name in Russian\r\n{oil.code};Раз\r\n{oil.code};Два\r\n"
    assert counts(await preview_services(callers, twice)) == {"changed": 1, "doubtful": 1}


async def test_a_new_service_of_a_file_is_made_once(shop: Shop, callers: Callers):
    [oil] = await shop.rows(ServiceTemplate, code="oil_and_filter")
    [category] = [one.name_ru for one in await shop.rows(ServiceCategory, id=oil.category_id)]
    [template] = [one.name_en for one in await shop.rows(RepairTemplate, id=oil.template_id)]
    data = (
        "Code,Name in English,Category,Repair template,Norm-hours,Fixed price\r\n"
        f"wash,Car wash,{category},{template},0.5,500.00\r\n"
    )
    view = await preview_services(callers, data)
    assert counts(view) == {"new": 1}, problems(view)
    assert (
        await callers.administrator.post(f"{SERVICES}/import/{view['id']}/apply", json={})
    ).status_code == 200
    assert counts(await preview_services(callers, data)) == {"unchanged": 1}
    [wash] = await shop.rows(ServiceTemplate, name_ru="Car wash")
    assert (wash.norm_minutes, wash.price_minor, wash.active) == (30, 50_000, True)


STAGES = "/api/admin/catalog/stages"


async def preview_stages(callers: Callers, data: bytes | str, name: str = "stages.csv") -> dict[str, Any]:
    content = data.encode() if isinstance(data, str) else data
    answer = await callers.administrator.post(f"{STAGES}/import", files={"file": (name, content)})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def latest_stages(shop: Shop, template: RepairTemplate) -> list[StageTemplate]:
    [version] = await shop.rows(RepairTemplateVersion, template_id=template.id, number=template.latest)
    return sorted(await shop.rows(StageTemplate, version_id=version.id), key=lambda stage: stage.position)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_templates_exported_and_imported_again_have_not_changed(
    shop: Shop, callers: Callers, kind: str
):
    data = (await callers.administrator.get(f"{STAGES}/export?format={kind}")).content
    view = await preview_stages(callers, data, f"stages.{kind}")
    assert set(counts(view)) == {"unchanged"}, problems(view)
    assert {template.latest for template in await shop.rows(RepairTemplate)} == {1}


async def test_what_is_wrong_with_a_whole_template_is_said_of_all_its_rows(callers: Callers):
    rows = "".join(f"Своё;Этап {number}\r\n" for number in range(51))
    view = await preview_stages(callers, f"Название шаблона;Этап\r\n{rows}")
    assert counts(view) == {"doubtful": 51}
    skipping = {"skip_doubtful": True}
    answer = await callers.administrator.post(f"{STAGES}/import/{view['id']}/apply", json=skipping)
    assert title(answer) == (409, "ImportNothing")


async def test_a_checklist_that_a_file_does_not_change_stays_whatever_its_lines_have_in_them(
    shop: Shop, callers: Callers
):
    lines = [{"ru": "Раз | два", "en": "One"}]
    stages = [{"name_ru": "Работы", "checklist": lines}]
    template = {"name_ru": "Своё", "name_en": "Own", "stages": stages}
    created = (await callers.administrator.post(STAGES, json=template)).json()
    data = f"Template code;Stage code;Skill\r\n{created['code']};{created['stages'][0]['code']};Сварщик\r\n"
    view = await preview_stages(callers, data)
    assert counts(view) == {"changed": 1}, problems(view)
    applied = await callers.administrator.post(f"{STAGES}/import/{view['id']}/apply", json={})
    assert applied.status_code == 200, applied.text
    [stage] = await latest_stages(shop, (await shop.rows(RepairTemplate, id=created["id"]))[0])
    assert (stage.skill, stage.checklist) == ("Сварщик", lines)


async def test_what_changes_of_a_template_is_its_next_version_and_a_new_name_a_new_template(
    shop: Shop, callers: Callers
):
    template = (await shop.rows(RepairTemplate))[0]
    before = await latest_stages(shop, template)
    last = before[-1]
    data = (
        "Template code;Template in Russian;Number of the stage;Stage code;Name in Russian;Share;Checklist\r\n"
        f"{template.code};;{len(before)};;Мойка кузова;2;Пол | Floor\r\n"
        f"{template.code};;{len(before) + 1};{last.code};;;\r\n"
        ";Мойка;1;intake;Приёмка;1;\r\n;Мойка;2;;Мойка;3;\r\n;Мойка;3;handover;Выдача;1;\r\n"
    )
    view = await preview_stages(callers, data)
    assert counts(view) == {"new": 4, "changed": 1}, problems(view)
    applied = await callers.administrator.post(f"{STAGES}/import/{view['id']}/apply", json={})
    assert applied.status_code == 200, applied.text
    templates = {one.name_ru: one for one in await shop.rows(RepairTemplate)}
    after = await latest_stages(shop, templates[template.name_ru])
    assert templates[template.name_ru].latest == 2
    assert [stage.name_ru for stage in after] == [
        *(stage.name_ru for stage in before[:-1]),
        "Мойка кузова",
        last.name_ru,
    ]
    assert after[-2].checklist == [{"ru": "Пол", "en": "Floor"}]
    assert [stage.share for stage in await latest_stages(shop, templates["Мойка"])] == [1, 3, 1]


async def test_stages_that_no_order_can_go_through_are_doubtful(shop: Shop, callers: Callers):
    template = (await shop.rows(RepairTemplate))[0]
    [first, *_, last] = await latest_stages(shop, template)
    data = (
        "Template code;Template in Russian;Number of the stage;Stage code;Required;Parallel group\r\n"
        f"{template.code};;99;{first.code};;\r\n"
        f"{template.code};Другое;;{last.code};no;\r\n"
    )
    view = await preview_stages(callers, data)
    assert list(problems(view)) == [2, 3]
    assert "Template in Russian" not in str(problems(view)[2])
    assert template.name_ru in problems(view)[3][0][1]
