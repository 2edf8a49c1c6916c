"""The demo shop's stock: what was received, where it lies, and what its orders reserved and used."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from autoservice.cli.demo.plan import Deed, Visit
from autoservice.modules.catalog.inventory.schemas import ItemChange, ItemFilter, Receipt
from autoservice.modules.catalog.starting.stock import ITEMS, SERVICE_PARTS
from autoservice.runtime.runtime import Runtime
from autoservice.runtime.unit_of_work import UnitOfWork
from autoservice.shared.access import Actor
from autoservice.shared.pagination import MAX_PAGE_SIZE
from autoservice.shared.typed_numbers import from_thousandths


class Stocked(NamedTuple):
    """The minimum of an item, its place and supplier, and its receipts: quantity at roubles a unit."""

    minimum: str
    place: str
    supplier: str
    receipts: tuple[tuple[str, int], ...]


DETAIL, OILS, PAINTS = "ТД Деталь", "Маслоцентр", "Кузов-Колор"
# Below the minimum: pads, copper grease, coolant, bearings, base paint.
STOCK: Final = {
    "oil_filter": Stocked("6", "А-1-01", DETAIL, (("10", 395), ("6", 412))),
    "washer": Stocked("20", "А-1-02", DETAIL, (("60", 18),)),
    "oil": Stocked("20", "М-1", OILS, (("60", 505), ("40", 528))),
    "air_filter": Stocked("4", "А-1-03", DETAIL, (("8", 560),)),
    "cabin_filter": Stocked("4", "А-1-04", DETAIL, (("7", 470),)),
    "plug": Stocked("16", "А-2-01", DETAIL, (("40", 238),)),
    "plug_grease": Stocked("0.02", "Х-1", DETAIL, (("0.085", 4100),)),
    "pads": Stocked("4", "А-3-01", DETAIL, (("3", 1940),)),
    "disc": Stocked("4", "А-3-02", DETAIL, (("6", 2350),)),
    "cleaner": Stocked("3", "Х-2", OILS, (("7.5", 690),)),
    "copper_grease": Stocked("0.3", "Х-1", OILS, (("0.25", 3400),)),
    "dot4": Stocked("6", "М-3", OILS, (("12", 610),)),
    "battery": Stocked("2", "Б-1", DETAIL, (("3", 6700),)),
    "terminal_spray": Stocked("0.2", "Х-2", OILS, (("0.8", 1300),)),
    "alternator": Stocked("0", "Б-2", DETAIL, (("1", 14200),)),
    "starter": Stocked("0", "Б-2", DETAIL, (("1", 9100),)),
    "belt": Stocked("3", "А-2-02", DETAIL, (("5", 890),)),
    "tensioner": Stocked("1", "А-2-03", DETAIL, (("2", 2700),)),
    "timing_kit": Stocked("1", "А-2-04", DETAIL, (("2", 5400),)),
    "pump": Stocked("1", "А-2-05", DETAIL, (("2", 2600),)),
    "coolant": Stocked("15", "М-2", OILS, (("12.5", 168),)),
    "thermostat": Stocked("1", "А-2-06", DETAIL, (("2", 1500),)),
    "clutch": Stocked("1", "Б-3", DETAIL, (("1", 8600),)),
    "gear_oil": Stocked("6", "М-2", OILS, (("9", 820),)),
    "strut": Stocked("2", "Б-4", DETAIL, (("4", 4600),)),
    "mount": Stocked("2", "Б-4", DETAIL, (("4", 1250),)),
    "bearing": Stocked("1", "А-3-03", DETAIL, ()),
    "hub_nut": Stocked("4", "А-3-04", DETAIL, (("8", 90),)),
    "tie_rod_end": Stocked("2", "А-3-05", DETAIL, (("3", 950),)),
    "grease": Stocked("0.5", "Х-1", OILS, (("2.4", 390),)),
    "valve": Stocked("40", "Ш-1", DETAIL, (("120", 22),)),
    "weights": Stocked("1", "Ш-1", DETAIL, (("2.5", 560),)),
    "refrigerant": Stocked("3", "К-1", OILS, (("6.8", 1900),)),
    "ac_oil": Stocked("0.2", "К-1", OILS, (("0.95", 2000),)),
    "ac_dye": Stocked("0.05", "К-1", OILS, (("0.23", 3500),)),
    "atf_filter": Stocked("1", "А-4-01", DETAIL, (("1", 1800),)),
    "atf_gasket": Stocked("1", "А-4-02", DETAIL, (("2", 520),)),
    "atf": Stocked("12", "М-3", OILS, (("20", 760),)),
    "muffler": Stocked("0", "Б-5", DETAIL, (("1", 4800),)),
    "clamp": Stocked("4", "Б-5", DETAIL, (("10", 170),)),
    "paste": Stocked("0.1", "Х-2", OILS, (("0.34", 1600),)),
    "primer": Stocked("1", "Л-1", PAINTS, (("2.75", 2000),)),
    "paint": Stocked("1", "Л-1", PAINTS, (("0.9", 5600),)),
    "clear_coat": Stocked("1", "Л-1", PAINTS, (("3.2", 2900),)),
}


async def stock_shelves(
    runtime: Runtime, administrator: Actor, more: Mapping[str, int] = {}
) -> dict[str, int]:
    """Receive the demo's stock, and so many thousandths ``more`` of some items; return the items' ids."""
    async with runtime.transaction(administrator) as unit:
        ids = await _ids(unit)
        for code in ids:
            stocked = STOCK[code]
            described = {"minimum": stocked.minimum, "place": stocked.place, "supplier": stocked.supplier}
            change = ItemChange.model_validate(described)
            await unit.services.inventory.change_item(ids[code], change, administrator.locale)
            for quantity, roubles in _receipts(code, stocked, more.get(code, 0)):
                receipt = Receipt(kind="receipt", quantity=quantity, unit_cost_minor=roubles * 100)
                await unit.services.stock.add_movement(ids[code], receipt)
    return ids


def _receipts(code: str, stocked: Stocked, more: int) -> Iterator[tuple[Decimal, int]]:
    if more:
        # A little less than what clients pay for it.
        yield from_thousandths(more), ITEMS[code].roubles * 7 // 10
    for quantity, roubles in stocked.receipts:
        yield Decimal(quantity), roubles


def parts_of(visits: Sequence[Visit]) -> Counter[str]:
    """Return what the visits reserve and use of the items, in thousandths."""
    needed = Counter[str]()
    for visit in visits:
        if any(step.deed in (Deed.RESERVE, Deed.USE) for step in visit.steps):
            needed.update(SERVICE_PARTS.get(visit.service, {}))
    return needed


async def take_parts(
    unit: UnitOfWork, ids: Mapping[str, int], order_id: int, service: str, *, used: bool
) -> None:
    """Reserve the default parts of a service for an order, or issue them if they are ``used``."""
    parts = {code: number for code, number in SERVICE_PARTS.get(service, {}).items() if code in ids}
    for code in sorted(parts, key=ids.__getitem__):
        move = unit.services.stock.issue if used else unit.services.stock.reserve
        await move(order_id, ids[code], from_thousandths(parts[code]))


async def _ids(unit: UnitOfWork) -> dict[str, int]:
    # A shop that was there before the parts were has none of them.
    page = await unit.services.inventory.list_items(ItemFilter(size=MAX_PAGE_SIZE))
    by_article = {item.article: item.id for item in page.items}
    return {code: by_article[item.article] for code, item in ITEMS.items() if item.article in by_article}
