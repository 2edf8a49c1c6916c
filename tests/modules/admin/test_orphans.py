"""Files that no row names are found and deleted, and never one that somebody names or is about to."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from autoservice.adapters.local_files import LocalFileStorage
from autoservice.adapters.s3_files import S3FileStorage
from autoservice.cli import main
from autoservice.modules.orders.schemas import OrderView
from autoservice.modules.progress.photo_files import photo_keys
from autoservice.modules.progress.pictures.processing import process_photo
from autoservice.modules.progress.schemas import AttachmentView
from autoservice.runtime.orphans import Orphans, OrphanSweep
from autoservice.shared.access import SYSTEM
from tests.support.factories import jpeg
from tests.support.runtime import MovableClock, Shop
from tests.support.s3 import KEY, SECRET, S3Server

HOUR = 3600


def files_of(shop: Shop) -> Path:
    return shop.runtime.settings.data_dir / "files"


def stored(shop: Shop) -> set[str]:
    """The keys of all files."""
    root = files_of(shop)
    return {file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()}


async def attach(shop: Shop, order: OrderView) -> AttachmentView:
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        progress = unit.services.progress
        files = await progress.store_photo(order.id, process_photo(jpeg()))
        return await progress.attach_photo(order.id, order.stages[0].id, files, published=True)


async def set_picture(shop: Shop) -> None:
    async with shop.runtime.transaction(shop.people.administrator) as unit:
        pictures = unit.services.service_pictures
        await pictures.set_picture(1, await pictures.store_picture(process_photo(jpeg(), 100)))


async def put(shop: Shop, *keys: str) -> None:
    for key in keys:
        await shop.runtime.adapters.storage.write(key, b"a picture")


async def test_what_a_crash_a_replacement_and_a_withdrawal_have_left_goes(shop: Shop, clock: MovableClock):
    order = await shop.assigned_order()
    kept, withdrawn = await attach(shop, order), await attach(shop, order)
    await set_picture(shop)
    replaced = stored(shop)
    await set_picture(shop)
    present = stored(shop)
    replaced = {key for key in replaced if key.startswith("catalog/")}
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        await unit.services.withdrawal.withdraw_photo(order.id, order.stages[0].id, withdrawn.id)
    async with shop.runtime.read_only(SYSTEM) as unit:
        gone = set(await unit.services.withdrawal.find_withdrawn_files(withdrawn.id))
    crashed = set(photo_keys(order.id)) | {"orders/999/.0123456789abcdef012345.webp.part"}
    await put(shop, *crashed)
    clock.forward(days=1, minutes=1)
    findings = await shop.runtime.orphans.find()
    assert {file.key for file in findings.orphans} == replaced | gone | crashed
    await OrphanSweep(shop.runtime.orphans).run()
    assert stored(shop) == present - replaced - gone
    async with shop.runtime.read_only(shop.people.client) as unit:
        assert (await unit.services.progress.open_photo(kept.id, thumbnail=False)).data


async def test_what_a_transaction_has_just_stored_stays(shop: Shop, clock: MovableClock):
    order = await shop.assigned_order()
    hasty = Orphans(shop.runtime.read_only, shop.runtime.adapters.storage, clock, grace=timedelta(0))
    clock.forward(seconds=1)
    async with shop.runtime.transaction(shop.people.mechanic) as unit:
        progress = unit.services.progress
        files = await progress.store_photo(order.id, process_photo(jpeg()))
        photo = await progress.attach_photo(order.id, order.stages[0].id, files, published=True)
        clock.forward(hours=23)
        # As housekeeping does it meanwhile, and, to see the race, without a grace time.
        await OrphanSweep(shop.runtime.orphans).run()
        in_danger = {file.key for file in (await hasty.find()).orphans}
    assert in_danger == stored(shop)
    async with shop.runtime.read_only(shop.people.client) as unit:
        assert (await unit.services.progress.open_photo(photo.id, thumbnail=True)).data


async def test_files_of_others_are_left_alone(shop: Shop, clock: MovableClock):
    foreign = {
        "orders/1/notes.txt",
        "backup.tar",
        "orders/x/0123456789abcdef012345.webp",
        "catalog/pictures/a",
    }
    await put(shop, *foreign)
    clock.forward(days=300)
    await OrphanSweep(shop.runtime.orphans).run()
    assert stored(shop) == foreign


async def test_the_command_lists_orphans_and_deletes_them_on_demand(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
):
    crashed = photo_keys(7)
    await put(shop, *crashed)
    for key in crashed:
        os.utime(files_of(shop) / key, (HOUR, HOUR))
    monkeypatch.setattr("autoservice.cli.files.read_settings", lambda: shop.runtime.settings)
    for options, deleted in ((), False), (("--delete",), True):
        done = await asyncio.to_thread(CliRunner().invoke, main, ["files", "orphans", *options])
        assert done.exit_code == 0, done.output
        assert crashed[0] in done.output
        assert "2 files looked at; 2 of them (18 bytes)" in done.output
        assert (stored(shop) == set()) is deleted


async def test_an_empty_database_does_not_cost_a_shop_its_photos(shop: Shop, clock: MovableClock):
    photos = [key for number in range(60) for key in photo_keys(number)]
    await put(shop, *photos)
    clock.forward(days=2)
    await OrphanSweep(shop.runtime.orphans).run()
    assert len(stored(shop)) == 120


async def test_a_sweep_goes_on_where_the_last_one_ended(
    shop: Shop, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("autoservice.adapters.local_files.PAGE", 2)
    await put(shop, *(key for number in range(3) for key in photo_keys(number)))
    clock.forward(days=2)
    sweep = OrphanSweep(shop.runtime.orphans, pages=1)
    left = []
    for _ in range(5):
        await sweep.run()
        left.append(len(stored(shop)))
    # The fourth run found the end, and the fifth began anew.
    assert left == [4, 2, 0, 0, 0]


async def test_a_folder_is_listed_in_the_order_of_keys_page_by_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("autoservice.adapters.local_files.PAGE", 2)
    storage = LocalFileStorage(tmp_path)
    keys = ["a-b/x", "a/b/c", "a/b0", "a/x", "a.b", "b"]
    for key in keys:
        await storage.write(key, key.encode())
    (tmp_path / "link").symlink_to(tmp_path / "a")
    os.utime(tmp_path / "b", (HOUR, HOUR))
    pages = [page async for page in storage.pages()]
    assert [file.key for page in pages for file in page] == sorted(keys)
    assert [len(page) for page in pages] == [2, 2, 2]
    assert (pages[-1][-1].size, pages[-1][-1].stored_at.timestamp()) == (1, HOUR)
    for after in (*keys, "a/", "a/b", "zz", "a/b/zz"):
        found = [file.key async for page in storage.pages(after) for file in page]
        assert found == sorted(key for key in keys if key > after), after


async def test_a_bucket_is_listed_in_the_order_of_keys(s3_server: S3Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    storage = S3FileStorage(s3_server.url.replace("/shop", "/listed"))
    keys = ["orders/1/a.webp", "orders/10/b.webp", "orders/2/c.webp"]
    for key in keys:
        await storage.write(key, key.encode())
    assert [file.key async for page in storage.pages() for file in page] == keys
    assert [file.key async for page in storage.pages(keys[0]) for file in page] == keys[1:]
    assert (await storage.size(keys[1]), await storage.size("orders/3/d.webp")) == (16, None)
