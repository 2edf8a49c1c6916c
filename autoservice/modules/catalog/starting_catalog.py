"""The catalog a new shop starts with. Editable defaults, not rules.

Labour hours and stage templates are those of the project's domain notes; the
prices are whole roubles for the labour, to be replaced by the shop's own.
"""

from dataclasses import dataclass
from typing import Final

from autoservice.modules.catalog.models import ServiceTemplate, StageTemplate


@dataclass(frozen=True)
class Stage:
    """A kind of stage, and its weight in the division of a service's labour."""

    code: str
    name_ru: str
    name_en: str
    weight: int


INTAKE: Final = Stage("intake", "Приёмка", "Intake", 1)
DIAGNOSIS: Final = Stage("diagnosis", "Диагностика", "Diagnosis", 2)
APPROVAL: Final = Stage("approval", "Согласование", "Approval", 1)
PARTS: Final = Stage("parts", "Комплектация", "Parts", 1)
WORK: Final = Stage("work", "Работы", "Work", 6)
DISASSEMBLY: Final = Stage("disassembly", "Разборка", "Disassembly", 4)
REPLACE: Final = Stage("replace", "Замена", "Replace", 5)
ASSEMBLY: Final = Stage("assembly", "Сборка", "Assembly", 4)
ROAD_TEST: Final = Stage("road_test", "Тест-драйв", "Road test", 1)
REPORT: Final = Stage("report", "Заключение", "Report", 2)
PREP: Final = Stage("prep", "Подготовка", "Prep", 5)
PAINT: Final = Stage("paint", "Окраска", "Paint", 4)
DRY: Final = Stage("dry", "Сушка", "Dry", 4)
POLISH: Final = Stage("polish", "Полировка", "Polish", 2)
CHECK: Final = Stage("check", "Контроль", "Check", 1)
HANDOVER: Final = Stage("handover", "Выдача", "Handover", 1)

PROCESSES: Final[dict[str, tuple[Stage, ...]]] = {
    "Q": (INTAKE, WORK, CHECK, HANDOVER),
    "S": (INTAKE, DIAGNOSIS, PARTS, WORK, CHECK, HANDOVER),
    "H": (INTAKE, DIAGNOSIS, APPROVAL, PARTS, DISASSEMBLY, REPLACE, ASSEMBLY, ROAD_TEST, HANDOVER),
    "D": (INTAKE, DIAGNOSIS, REPORT, HANDOVER),
    "B": (INTAKE, APPROVAL, PREP, PAINT, DRY, POLISH, CHECK, HANDOVER),
}

# code, category, Russian name, English name, labour minutes, process, price in roubles
SERVICES: Final = (
    ("oil_and_filter", "maintenance", "Замена масла и фильтра", "Oil and filter", 36, "Q", 1500),
    (
        "air_and_cabin_filters",
        "maintenance",
        "Воздушный и салонный фильтры",
        "Air and cabin filters",
        24,
        "Q",
        1000,
    ),
    ("scheduled_service", "maintenance", "Плановое ТО", "Scheduled service", 120, "S", 5000),
    (
        "computer_diagnostics",
        "diagnostics",
        "Компьютерная диагностика",
        "Computer diagnostics",
        48,
        "D",
        2000,
    ),
    ("suspension_check", "diagnostics", "Диагностика ходовой", "Suspension check", 36, "D", 1500),
    ("front_pads", "brakes", "Передние колодки", "Front pads", 60, "S", 2500),
    ("front_discs_and_pads", "brakes", "Передние диски и колодки", "Front discs and pads", 96, "S", 4000),
    ("brake_fluid", "brakes", "Тормозная жидкость", "Brake fluid", 48, "Q", 2000),
    ("spark_plugs", "engine", "Свечи зажигания", "Spark plugs", 42, "Q", 1750),
    ("battery", "electrics", "Замена АКБ", "Battery", 18, "Q", 750),
    ("alternator", "electrics", "Генератор", "Alternator", 90, "S", 3750),
    ("starter", "electrics", "Стартер", "Starter", 60, "S", 2500),
    ("drive_belt", "engine", "Приводной ремень", "Drive belt", 42, "S", 1750),
    ("timing_belt_and_pump", "engine", "ГРМ с помпой", "Timing belt and pump", 240, "H", 12000),
    ("clutch", "transmission", "Сцепление", "Clutch", 360, "H", 18000),
    ("front_struts", "suspension", "Передние стойки", "Front struts", 156, "H", 7800),
    ("wheel_bearing", "suspension", "Ступичный подшипник", "Wheel bearing", 96, "S", 4000),
    ("tie_rod_end", "suspension", "Рулевой наконечник", "Tie-rod end", 42, "S", 1750),
    ("alignment", "wheels", "Развал-схождение", "Alignment", 60, "Q", 2500),
    ("seasonal_tyres", "wheels", "Сезонная смена шин", "Seasonal tyres", 60, "Q", 2500),
    ("coolant_and_thermostat", "engine", "Антифриз и термостат", "Coolant and thermostat", 78, "S", 3250),
    ("ac_recharge", "climate", "Заправка кондиционера", "A/C recharge", 60, "S", 3000),
    ("atf", "transmission", "Масло АКПП", "ATF", 90, "S", 3750),
    ("muffler", "engine", "Глушитель", "Muffler", 72, "S", 3000),
    ("panel_paint", "body", "Окраска элемента", "Panel paint", 360, "B", 15000),
)


def divide_minutes(total: int, weights: list[int]) -> list[int]:
    """Divide ``total`` minutes by ``weights`` into whole minutes that add up exactly.

    Largest remainders get the minutes that rounding down leaves over.
    """
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def starting_services() -> list[tuple[ServiceTemplate, list[StageTemplate]]]:
    """Return new rows of all services with their stages, whose ``service_id`` is not set yet."""
    return [_service(position, *row) for position, row in enumerate(SERVICES, start=1)]


def _service(
    position: int, code: str, category: str, ru: str, en: str, minutes: int, process: str, roubles: int
) -> tuple[ServiceTemplate, list[StageTemplate]]:
    service = ServiceTemplate(
        code=code,
        position=position,
        name_ru=ru,
        name_en=en,
        category=category,
        norm_minutes=minutes,
        price_minor=roubles * 100,
    )
    stages = PROCESSES[process]
    shares = divide_minutes(minutes, [stage.weight for stage in stages])
    rows = [
        StageTemplate(
            service_id=0,
            position=number,
            code=stage.code,
            name_ru=stage.name_ru,
            name_en=stage.name_en,
            norm_minutes=share,
        )
        for number, (stage, share) in enumerate(zip(stages, shares, strict=True), start=1)
    ]
    return service, rows
