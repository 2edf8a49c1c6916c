"""A list of parts in one cell: ``W 914/2 x 1; 5W-40 [Shell] x 4,5 l``.

The maker stands in brackets where several have the article; empty brackets are an item without one. What has
a sign of the list in it stands in quotation marks, doubled within. A dash is no parts at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from autoservice.modules.catalog.inventory.errors import (
    ItemNotFound,
    ItemTwice,
    QuantityNotWhole,
)
from autoservice.modules.catalog.inventory.labels import UNITS
from autoservice.modules.catalog.inventory.models import InventoryItem
from autoservice.modules.catalog.inventory.units import ItemUnit
from autoservice.modules.catalog.sheets.errors import (
    PartDoubtful,
    PartMeasuredOtherwise,
    PartOfSeveralMakers,
    PartUnclear,
    TextInvalid,
)
from autoservice.modules.catalog.sheets.units import UNIT
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import translate
from autoservice.shared.normal_forms import article_key
from autoservice.shared.printable import shorten
from autoservice.shared.typed_numbers import (
    from_thousandths,
    parse_quantity,
    to_thousandths,
    typed_quantity,
)
from autoservice.shared.validation import SENTENCES

NONE: Final = ("-", "\N{EN DASH}", "\N{EM DASH}")
MOST: Final = 100
# Article and maker with all their quotation marks doubled, and a quantity.
LINE_LENGTH: Final = 300
SHOWN_LENGTH: Final = 80
CANDIDATES: Final = 5
_TIMES: Final = "[xX\N{CYRILLIC SMALL LETTER HA}\N{CYRILLIC CAPITAL LETTER HA}\N{MULTIPLICATION SIGN}*]"
_LINE: Final = re.compile(
    r'(?:"(?P<quoted>(?:[^"]|"")+)"|(?P<article>[^"\[\]]+?))'
    r'(?: ?\[(?:"(?P<quoted_maker>(?:[^"]|"")*)"|(?P<maker>[^"\[\]]*))\])?'
    rf" {_TIMES} ?(?P<quantity>[0-9][0-9., ]*?) ?(?P<unit>[^\W\d_]*\.?)"
)
_NEEDS_QUOTES: Final = re.compile(rf'[;"\[\]]| {_TIMES}')


@dataclass(frozen=True)
class TypedPart:
    """A part as a cell has it, in thousandths; ``None`` for a maker or unit that it does not name."""

    text: str
    article: str
    maker: str | None
    quantity: int
    unit: str | None


@dataclass(frozen=True)
class ListedPart:
    """An item with its quantity; the same if these two are, however the item is called.

    ``maker`` is ``None`` where the article alone tells which item it is.
    """

    item_id: int
    quantity: int
    article: str = field(compare=False)
    maker: str | None = field(compare=False)
    unit: str = field(compare=False)


def parse_parts(text: str) -> tuple[TypedPart, ...]:
    """Return the parts of a cell; raises ``PartUnclear``, ``PartDoubtful``, ``TextInvalid`` for too many."""
    lines = [] if text.strip() in NONE else list(filter(None, map(_tidied, _split(text))))
    if len(lines) > MOST:
        raise TextInvalid(SENTENCES["too_long"])
    return tuple(map(_parse_line, lines))


def _split(text: str) -> Iterator[str]:
    line, is_quoted = "", False
    for char in text:
        is_quoted ^= char == '"'
        if char in ";\n" and not is_quoted:
            yield line
            line = ""
        else:
            line += char
    yield line


def _tidied(line: str) -> str:
    return " ".join(line.split())


def _parse_line(line: str) -> TypedPart:
    shown = shorten(line, SHOWN_LENGTH)
    found = _LINE.fullmatch(line) if len(line) <= LINE_LENGTH else None
    if not found:
        raise PartUnclear(text=shown)
    unit = UNIT.value_of(found["unit"]) if found["unit"] else None
    if found["unit"] and not unit:
        raise PartUnclear(text=shown)
    maker = _plain(found["quoted_maker"]) if found["quoted_maker"] is not None else found["maker"]
    article = _plain(found["quoted"]) if found["quoted"] else found["article"]
    return TypedPart(shown, article, maker, _quantity(found["quantity"], shown), unit)


def _plain(quoted: str) -> str:
    return quoted.replace('""', '"')


def _quantity(text: str, line: str) -> int:
    # As with hours: nobody means a thousand litres for one car.
    locale = "ru" if "," in text else "en"
    try:
        quantity = to_thousandths(parse_quantity(text, locale))
    except DomainError as error:
        raise PartDoubtful(line, error) from None
    if not quantity:
        raise PartUnclear(text=line)
    return quantity


def find_parts(
    typed: Sequence[TypedPart], items: Mapping[str, Mapping[str, InventoryItem]]
) -> tuple[ListedPart, ...]:
    """Return the items that a cell names, of ``items`` by the keys of article and maker.

    Raises ``PartDoubtful`` with its reason.
    """
    listed: dict[int, ListedPart] = {}
    for part in typed:
        try:
            one = _find(part, items.get(article_key(part.article), {}))
            if one.item_id in listed:
                raise ItemTwice()
        except DomainError as error:
            raise PartDoubtful(part.text, error) from None
        listed[one.item_id] = one
    return tuple(listed.values())


def _find(part: TypedPart, same: Mapping[str, InventoryItem]) -> ListedPart:
    if part.maker is not None:
        same = {key: item for key, item in same.items() if key == article_key(part.maker)}
    if not same:
        raise ItemNotFound()
    if len(same) > 1:
        some = list(same.values())[:CANDIDATES]
        raise PartOfSeveralMakers(candidates="; ".join(_name(one.article, one.maker) for one in some))
    [item] = same.values()
    if part.unit not in (None, item.unit):
        raise PartMeasuredOtherwise(unit=UNITS[ItemUnit(item.unit)])
    if part.quantity % item.step:
        raise QuantityNotWhole()
    return list_part(item, part.quantity, is_shared=part.maker is not None)


def list_part(item: InventoryItem, quantity: int, *, is_shared: bool) -> ListedPart:
    """Return a part; its article ``is_shared`` if other makers have it too."""
    return ListedPart(item.id, quantity, item.article, item.maker if is_shared else None, item.unit)


def write_parts(parts: Sequence[ListedPart], locale: str) -> str:
    """Return parts as one would type them in ``locale``; what it reads back to is the same parts."""
    return "; ".join(_write(part, locale) for part in parts)


def _write(part: ListedPart, locale: str) -> str:
    number = typed_quantity(from_thousandths(part.quantity), locale)
    unit = "" if part.unit == ItemUnit.PIECE else f" {translate(locale, UNITS[ItemUnit(part.unit)])}"
    return f"{_name(part.article, part.maker)} x {number}{unit}"


def _name(article: str, maker: str | None) -> str:
    return _quoted(article) if maker is None else f"{_quoted(article)} [{_quoted(maker)}]"


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _NEEDS_QUOTES.search(text) else text
