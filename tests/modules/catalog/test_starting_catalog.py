"""The catalog a new shop starts with, against a copy of the domain notes' own table."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autoservice.modules.catalog.repair_templates.shares import divide_minutes
from autoservice.modules.catalog.services.schemas import ServiceView
from autoservice.shared.access import GUEST
from tests.support.runtime import Shop

NOTES: Final = """
| Oil and filter / Замена масла и фильтра | 0.6 | Q |
| Air and cabin filters / Воздушный и салонный фильтры | 0.4 | Q |
| Scheduled service / Плановое ТО | 2.0 | S |
| Computer diagnostics / Компьютерная диагностика | 0.8 | D |
| Suspension check / Диагностика ходовой | 0.6 | D |
| Front pads / Передние колодки | 1.0 | S |
| Front discs and pads / Передние диски и колодки | 1.6 | S |
| Brake fluid / Тормозная жидкость | 0.8 | Q |
| Spark plugs / Свечи зажигания | 0.7 | Q |
| Battery / Замена АКБ | 0.3 | Q |
| Alternator / Генератор | 1.5 | S |
| Starter / Стартер | 1.0 | S |
| Drive belt / Приводной ремень | 0.7 | S |
| Timing belt and pump / ГРМ с помпой | 4.0 | H |
| Clutch / Сцепление | 6.0 | H |
| Front struts / Передние стойки | 2.6 | H |
| Wheel bearing / Ступичный подшипник | 1.6 | S |
| Tie-rod end / Рулевой наконечник | 0.7 | S |
| Alignment / Развал-схождение | 1.0 | Q |
| Seasonal tyres / Сезонная смена шин | 1.0 | Q |
| Coolant and thermostat / Антифриз и термостат | 1.3 | S |
| A/C recharge / Заправка кондиционера | 1.0 | S |
| ATF / Масло АКПП | 1.5 | S |
| Muffler / Глушитель | 1.2 | S |
| Panel paint / Окраска элемента | 6.0 | B |
"""
PROCESSES: Final = {
    "Q": "Intake/Приёмка -> Work/Работы -> Check/Контроль -> Handover/Выдача",
    "S": "Intake/Приёмка -> Diagnosis/Диагностика -> Parts/Комплектация -> Work/Работы -> Check/Контроль -> "
    "Handover/Выдача",
    "H": "Intake/Приёмка -> Diagnosis/Диагностика -> Approval/Согласование -> Parts/Комплектация -> "
    "Disassembly/Разборка -> Replace/Замена -> Assembly/Сборка -> Road test/Тест-драйв -> Handover/Выдача",
    "D": "Intake/Приёмка -> Diagnosis/Диагностика -> Report/Заключение -> Handover/Выдача",
    "B": "Intake/Приёмка -> Approval/Согласование -> Prep/Подготовка -> Paint/Окраска -> Dry/Сушка -> "
    "Polish/Полировка -> Check/Контроль -> Handover/Выдача",
}


def notes() -> list[tuple[str, str, int, str]]:
    """English name, Russian name, labour minutes and process of every service, from the notes."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in NOTES.strip().splitlines()]
    named = [(row[0].rsplit(" / ", 1), round(float(row[1]) * 60), row[2]) for row in rows]
    return [(names[0], names[1], minutes, process) for names, minutes, process in named]


def drawn(service: ServiceView) -> str:
    """The stages of a service, written as in the notes."""
    return " -> ".join(f"{stage.name_en}/{stage.name_ru}" for stage in service.stages)


async def read_services(shop: Shop) -> list[ServiceView]:
    async with shop.runtime.read_only(GUEST) as unit:
        services = await unit.services.catalog.list_services()
    # As they were added: the offer is by category.
    return sorted(services, key=lambda service: service.id)


def test_the_notes_have_twenty_five_services():
    assert len(notes()) == 25


async def test_the_catalog_has_the_services_and_hours_of_the_notes(shop: Shop):
    services = await read_services(shop)
    found = [(service.name_en, service.name_ru, service.norm_minutes) for service in services]
    assert found == [row[:3] for row in notes()]


async def test_every_service_has_the_stages_of_its_process(shop: Shop):
    services = await read_services(shop)
    expected = [PROCESSES[process] for _, _, _, process in notes()]
    assert [drawn(service) for service in services] == expected


async def test_the_stages_share_all_the_labour_of_their_service(shop: Shop):
    for service in await read_services(shop):
        assert sum(stage.norm_minutes for stage in service.stages) == service.norm_minutes, service.code
        assert all(stage.norm_minutes > 0 for stage in service.stages), service.code


async def test_prices_are_whole_minor_units(shop: Shop):
    services = await read_services(shop)
    assert all(service.price_minor > 0 and service.currency == "RUB" for service in services)


WEIGHTS = st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any)


@given(total=st.integers(0, 100_000), weights=WEIGHTS)
def test_divided_minutes_add_up_exactly(total: int, weights: list[int]):
    assert sum(divide_minutes(total, weights)) == total


@given(total=st.integers(0, 100_000), weights=WEIGHTS)
def test_no_share_is_a_minute_or_more_off(total: int, weights: list[int]):
    exact = [total * weight / sum(weights) for weight in weights]
    shares = divide_minutes(total, weights)
    assert all(abs(share - wanted) < 1 for share, wanted in zip(shares, exact, strict=True))


@pytest.mark.parametrize(
    ("total", "weights", "expected"),
    [
        (36, [1, 6, 1, 1], [4, 24, 4, 4]),
        (10, [1, 1, 1], [4, 3, 3]),
        (0, [1, 2], [0, 0]),
        (7, [0, 1], [0, 7]),
        (18, [1, 6, 1, 1], [2, 12, 2, 2]),
    ],
)
def test_minutes_are_divided_by_largest_remainder(total: int, weights: list[int], expected: list[int]):
    assert divide_minutes(total, weights) == expected
