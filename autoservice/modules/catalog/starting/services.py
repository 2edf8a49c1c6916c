"""The services, categories and repair templates a new shop starts with.

Labour hours and stages are those of the project's domain notes; the prices are whole roubles for the labour,
to be replaced by the shop's own.
"""

from typing import Final, NamedTuple

from autoservice.modules.catalog.repair_templates.models import RepairTemplate, StageTemplate
from autoservice.modules.catalog.services.models import ServiceCategory, ServiceTemplate


class Stage(NamedTuple):
    """A kind of stage, and its weight in the division of a service's labour."""

    code: str
    name_ru: str
    name_en: str
    share: int


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
    "quick": (INTAKE, WORK, CHECK, HANDOVER),
    "standard": (INTAKE, DIAGNOSIS, PARTS, WORK, CHECK, HANDOVER),
    "heavy": (INTAKE, DIAGNOSIS, APPROVAL, PARTS, DISASSEMBLY, REPLACE, ASSEMBLY, ROAD_TEST, HANDOVER),
    "diagnostic": (INTAKE, DIAGNOSIS, REPORT, HANDOVER),
    "body": (INTAKE, APPROVAL, PREP, PAINT, DRY, POLISH, CHECK, HANDOVER),
}
# code, Russian name, English name
TEMPLATES: Final = (
    ("quick", "Быстрая работа", "Quick job"),
    ("standard", "Обычный ремонт", "Standard repair"),
    ("heavy", "Сложный ремонт", "Heavy repair"),
    ("diagnostic", "Диагностика", "Diagnostics"),
    ("body", "Кузовные работы", "Body work"),
)
# code and icon, Russian name, English name
CATEGORIES: Final = (
    ("maintenance", "Обслуживание", "Maintenance"),
    ("diagnostics", "Диагностика", "Diagnostics"),
    ("brakes", "Тормоза", "Brakes"),
    ("engine", "Двигатель", "Engine"),
    ("electrics", "Электрика", "Electrics"),
    ("transmission", "Трансмиссия", "Transmission"),
    ("suspension", "Подвеска", "Suspension"),
    ("wheels", "Колёса и шины", "Wheels and tyres"),
    ("climate", "Климат", "Climate"),
    ("body", "Кузов", "Body"),
)

# code, category, Russian name, English name, labour minutes, template, price in roubles
SERVICES: Final = (
    ("oil_and_filter", "maintenance", "Замена масла и фильтра", "Oil and filter", 36, "quick", 1500),
    (
        "air_and_cabin_filters",
        "maintenance",
        "Воздушный и салонный фильтры",
        "Air and cabin filters",
        24,
        "quick",
        1000,
    ),
    ("scheduled_service", "maintenance", "Плановое ТО", "Scheduled service", 120, "standard", 5000),
    (
        "computer_diagnostics",
        "diagnostics",
        "Компьютерная диагностика",
        "Computer diagnostics",
        48,
        "diagnostic",
        2000,
    ),
    ("suspension_check", "diagnostics", "Диагностика ходовой", "Suspension check", 36, "diagnostic", 1500),
    ("front_pads", "brakes", "Передние колодки", "Front pads", 60, "standard", 2500),
    (
        "front_discs_and_pads",
        "brakes",
        "Передние диски и колодки",
        "Front discs and pads",
        96,
        "standard",
        4000,
    ),
    ("brake_fluid", "brakes", "Тормозная жидкость", "Brake fluid", 48, "quick", 2000),
    ("spark_plugs", "engine", "Свечи зажигания", "Spark plugs", 42, "quick", 1750),
    ("battery", "electrics", "Замена АКБ", "Battery", 18, "quick", 750),
    ("alternator", "electrics", "Генератор", "Alternator", 90, "standard", 3750),
    ("starter", "electrics", "Стартер", "Starter", 60, "standard", 2500),
    ("drive_belt", "engine", "Приводной ремень", "Drive belt", 42, "standard", 1750),
    ("timing_belt_and_pump", "engine", "ГРМ с помпой", "Timing belt and pump", 240, "heavy", 12000),
    ("clutch", "transmission", "Сцепление", "Clutch", 360, "heavy", 18000),
    ("front_struts", "suspension", "Передние стойки", "Front struts", 156, "heavy", 7800),
    ("wheel_bearing", "suspension", "Ступичный подшипник", "Wheel bearing", 96, "standard", 4000),
    ("tie_rod_end", "suspension", "Рулевой наконечник", "Tie-rod end", 42, "standard", 1750),
    ("alignment", "wheels", "Развал-схождение", "Alignment", 60, "quick", 2500),
    ("seasonal_tyres", "wheels", "Сезонная смена шин", "Seasonal tyres", 60, "quick", 2500),
    (
        "coolant_and_thermostat",
        "engine",
        "Антифриз и термостат",
        "Coolant and thermostat",
        78,
        "standard",
        3250,
    ),
    ("ac_recharge", "climate", "Заправка кондиционера", "A/C recharge", 60, "standard", 3000),
    ("atf", "transmission", "Масло АКПП", "ATF", 90, "standard", 3750),
    ("muffler", "engine", "Глушитель", "Muffler", 72, "standard", 3000),
    ("panel_paint", "body", "Окраска элемента", "Panel paint", 360, "body", 15000),
)


def starting_categories() -> list[ServiceCategory]:
    """Return new rows of all categories."""
    return [
        ServiceCategory(code=code, position=position, name_ru=ru, name_en=en, icon=code)
        for position, (code, ru, en) in enumerate(CATEGORIES, start=1)
    ]


def starting_templates() -> list[RepairTemplate]:
    """Return new rows of all repair templates, without their versions."""
    return [RepairTemplate(code=code, name_ru=ru, name_en=en) for code, ru, en in TEMPLATES]


def starting_stages(code: str, version_id: int) -> list[StageTemplate]:
    """Return new rows of the stages of the template ``code``."""
    return [
        StageTemplate(version_id=version_id, position=position, **stage._asdict())
        for position, stage in enumerate(PROCESSES[code], start=1)
    ]


def starting_services(categories: dict[str, int], templates: dict[str, int]) -> list[ServiceTemplate]:
    """Return new rows of all services; ``categories`` and ``templates`` are ids by code."""
    return [
        ServiceTemplate(
            code=code,
            position=position,
            name_ru=ru,
            name_en=en,
            category_id=categories[category],
            template_id=templates[template],
            norm_minutes=minutes,
            price_minor=roubles * 100,
        )
        for position, (code, category, ru, en, minutes, template, roubles) in enumerate(SERVICES, start=1)
    ]
