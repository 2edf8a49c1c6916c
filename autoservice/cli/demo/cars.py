"""The cars of the demo's clients."""

from typing import Final

from autoservice.cli.demo.plan import Car

# By the owner's place in the cast; the first one is the client that everybody may sign in as.
CARS: Final = (
    Car(0, "А123ВС777", "Lada", "Vesta"),
    Car(1, "К481ОР197", "Volkswagen", "Polo"),
    Car(1, "У005РН99", "УАЗ", "Патриот"),
    Car(2, "Е317ТМ777", "Hyundai", "Solaris"),
    Car(3, "С902АХ750", "Toyota", "Camry"),
    Car(4, "О664КУ799", "Renault", "Duster"),
    Car(5, "В271НЕ177", "Škoda", "Octavia"),
    Car(6, "Т839СВ50", "Mazda", "CX-5"),
    Car(7, "Х150УК197", "Ford", "Focus"),
    Car(8, "М428ЕА777", "Nissan", "Qashqai"),
    Car(8, "Р776МО799", "Lada", "Granta"),
    Car(9, "Н093ТТ150", "Kia", "Sportage"),
    Car(10, "А555РУ97", "BMW", "320i"),
    Car(11, "К218ХС177", "Mitsubishi", "Outlander"),
    Car(12, "Е601ВН750", "Chery", "Tiggo 7 Pro"),
    Car(13, "О347АК799", "ГАЗ", "Газель Next"),
    Car(14, "С084МР777", "Audi", "A4"),
)
