"""The parts and consumables a new shop starts with, and what its services take of them.

Articles and makers are examples; prices are whole roubles of one unit, to be replaced by the shop's own.
"""

from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from autoservice.modules.catalog.inventory.models import InventoryItem, ServicePart, StockBalance
from autoservice.modules.catalog.services.models import ServiceTemplate


class Item(NamedTuple):
    """A part or a consumable that a new shop knows."""

    article: str
    maker: str
    name_ru: str
    name_en: str
    kind: str
    unit: str
    roubles: int


PART, USED = "part", "consumable"
ITEMS: Final = {
    "oil_filter": Item("W 914/2", "MANN-FILTER", "Фильтр масляный", "Oil filter", PART, "piece", 620),
    "washer": Item("46398", "FEBI", "Шайба сливной пробки", "Drain plug washer", PART, "piece", 45),
    "oil": Item("5W-30 ARMORTECH", "LUKOIL", "Масло моторное 5W-30", "Engine oil 5W-30", USED, "l", 780),
    "air_filter": Item("C 2582", "MANN-FILTER", "Фильтр воздушный", "Air filter", PART, "piece", 890),
    "cabin_filter": Item("CU 2545", "MANN-FILTER", "Фильтр салонный", "Cabin filter", PART, "piece", 740),
    "plug": Item("BKR6E-11", "NGK", "Свеча зажигания", "Spark plug", PART, "piece", 390),
    "plug_grease": Item(
        "7655-05", "PERMATEX", "Смазка диэлектрическая", "Dielectric grease", USED, "kg", 6400
    ),
    "pads": Item("GDB3450", "TRW", "Колодки передние, комплект", "Front pads, set", PART, "piece", 2900),
    "disc": Item("DF4365", "TRW", "Диск тормозной передний", "Front brake disc", PART, "piece", 3400),
    "cleaner": Item("BR-500", "LIQUI MOLY", "Очиститель тормозов", "Brake cleaner", USED, "l", 1180),
    "copper_grease": Item("7579", "LIQUI MOLY", "Смазка медная", "Copper grease", USED, "kg", 5200),
    "dot4": Item("03.9901-5802.2", "ATE", "Жидкость тормозная DOT 4", "Brake fluid DOT 4", USED, "l", 980),
    "battery": Item("0 092 S40 050", "BOSCH", "Аккумулятор 60 А·ч", "Battery 60 Ah", PART, "piece", 8900),
    "terminal_spray": Item("3141", "LIQUI MOLY", "Спрей для клемм", "Terminal spray", USED, "l", 2100),
    "alternator": Item("0 124 425 021", "BOSCH", "Генератор", "Alternator", PART, "piece", 18900),
    "starter": Item("0 001 121 408", "BOSCH", "Стартер", "Starter", PART, "piece", 12400),
    "belt": Item("6PK1555", "CONTITECH", "Ремень приводной", "Drive belt", PART, "piece", 1450),
    "tensioner": Item("T38458", "GATES", "Натяжитель ремня", "Belt tensioner", PART, "piece", 3900),
    "timing_kit": Item("K015607XS", "GATES", "Комплект ГРМ", "Timing belt kit", PART, "piece", 7600),
    "pump": Item("VKPC 81230", "SKF", "Помпа водяная", "Water pump", PART, "piece", 3900),
    "coolant": Item("430206032", "FELIX", "Антифриз G12+", "Coolant G12+", USED, "l", 290),
    "thermostat": Item("TI 15 87", "MAHLE", "Термостат", "Thermostat", PART, "piece", 2300),
    "clutch": Item("826211", "VALEO", "Сцепление, комплект", "Clutch kit", PART, "piece", 11900),
    "gear_oil": Item("75W-90 GL-4", "MOTUL", "Масло трансмиссионное", "Gear oil", USED, "l", 1250),
    "strut": Item("333114", "KYB", "Стойка передняя", "Front strut", PART, "piece", 6400),
    "mount": Item("KB667.20", "SNR", "Опора стойки", "Strut mount", PART, "piece", 1900),
    "bearing": Item("VKBA 6556", "SKF", "Подшипник ступицы", "Wheel bearing", PART, "piece", 4300),
    "hub_nut": Item("47115", "FEBI", "Гайка ступицы", "Hub nut", PART, "piece", 190),
    "tie_rod_end": Item("JTE1080", "TRW", "Наконечник рулевой", "Tie-rod end", PART, "piece", 1450),
    "grease": Item("1047", "AGA", "Смазка литиевая", "Lithium grease", USED, "kg", 620),
    "valve": Item("TR414", "ROSSVIK", "Вентиль шины", "Tyre valve", PART, "piece", 60),
    "weights": Item("CT-19", "ROSSVIK", "Грузики балансировочные", "Wheel weights", USED, "kg", 950),
    "refrigerant": Item("R134A", "FRIGO", "Хладагент R134a", "Refrigerant R134a", USED, "kg", 2900),
    "ac_oil": Item("PAG 46", "ERRECOM", "Масло кондиционера", "A/C oil", USED, "l", 3100),
    "ac_dye": Item("TR1003", "ERRECOM", "Краситель УФ", "UV dye", USED, "l", 5400),
    "atf_filter": Item("H 2826 KIT", "MANN-FILTER", "Фильтр АКПП", "ATF filter", PART, "piece", 2700),
    "atf_gasket": Item("310145", "AJUSA", "Прокладка поддона АКПП", "ATF pan gasket", PART, "piece", 900),
    "atf": Item("DEXRON VI", "LUKOIL", "Масло АКПП", "ATF", USED, "l", 1150),
    "muffler": Item("279-313", "BOSAL", "Глушитель", "Muffler", PART, "piece", 6900),
    "clamp": Item("250-254", "BOSAL", "Хомут глушителя", "Exhaust clamp", PART, "piece", 320),
    "paste": Item("3340", "LIQUI MOLY", "Паста глушителя", "Exhaust paste", USED, "kg", 2600),
    "primer": Item("285-505", "GLASURIT", "Грунт", "Primer", USED, "l", 2900),
    "paint": Item("90-1250", "GLASURIT", "Краска базовая", "Base paint", USED, "l", 7800),
    "clear_coat": Item("923-335", "GLASURIT", "Лак", "Clear coat", USED, "l", 4200),
}
# What a service takes, in thousandths of the item's unit.
SERVICE_PARTS: Final[dict[str, dict[str, int]]] = {
    "oil_and_filter": {"oil_filter": 1000, "washer": 1000, "oil": 4500},
    "air_and_cabin_filters": {"air_filter": 1000, "cabin_filter": 1000},
    "scheduled_service": {
        "oil_filter": 1000, "air_filter": 1000, "cabin_filter": 1000, "plug": 4000, "oil": 4500,
    },
    "front_pads": {"pads": 1000, "cleaner": 200, "copper_grease": 10},
    "front_discs_and_pads": {"disc": 2000, "pads": 1000, "cleaner": 300},
    "brake_fluid": {"dot4": 1000},
    "spark_plugs": {"plug": 4000, "plug_grease": 5},
    "battery": {"battery": 1000, "terminal_spray": 50},
    "alternator": {"alternator": 1000, "belt": 1000},
    "starter": {"starter": 1000},
    "drive_belt": {"belt": 1000, "tensioner": 1000},
    "timing_belt_and_pump": {"timing_kit": 1000, "pump": 1000, "coolant": 5000},
    "clutch": {"clutch": 1000, "gear_oil": 2000},
    "front_struts": {"strut": 2000, "mount": 2000},
    "wheel_bearing": {"bearing": 1000, "hub_nut": 1000},
    "tie_rod_end": {"tie_rod_end": 1000, "grease": 30},
    "seasonal_tyres": {"valve": 4000, "weights": 200},
    "coolant_and_thermostat": {"thermostat": 1000, "coolant": 6000},
    "ac_recharge": {"refrigerant": 500, "ac_oil": 50, "ac_dye": 10},
    "atf": {"atf_filter": 1000, "atf_gasket": 1000, "atf": 6000},
    "muffler": {"muffler": 1000, "clamp": 2000, "paste": 50},
    "panel_paint": {"primer": 300, "paint": 400, "clear_coat": 400},
}  # fmt: skip


async def seed_stock(session: AsyncSession, now: datetime) -> int:
    """Add the starting items, of which nothing is there yet, and what the starting services take of them.

    Returns how many items were added.
    """
    items = {code: _item(item, now) for code, item in ITEMS.items()}
    session.add_all(items.values())
    await session.flush()
    session.add_all(StockBalance(item_id=item.id) for item in items.values())
    services = {service.code: service.id for service in await session.scalars(select(ServiceTemplate))}
    for code, parts in SERVICE_PARTS.items():
        session.add_all(
            ServicePart(service_id=services[code], item_id=items[name].id, position=number, quantity=quantity)
            for number, (name, quantity) in enumerate(parts.items(), 1)
        )
    return len(items)


def _item(item: Item, now: datetime) -> InventoryItem:
    fields: dict[str, Any] = {**item._asdict(), "price_minor": item.roubles * 100}
    del fields["roubles"]
    row = InventoryItem(**fields, created_at=now)
    row.describe(fields)
    return row
