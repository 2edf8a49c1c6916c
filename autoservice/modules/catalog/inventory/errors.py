"""Errors of the inventory."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from autoservice.shared.errors import Conflict, Invalid, NotFound
from autoservice.shared.i18n import N_, translate
from autoservice.shared.typed_numbers import typed_quantity

# So many items a sentence names.
NAMED: Final = 5


class ItemNotFound(NotFound):
    """The item does not exist."""

    code = "ItemNotFound"
    message = N_("There is no such part or consumable.")


class MovementNotFound(NotFound):
    """The movement does not exist."""

    code = "MovementNotFound"
    message = N_("There is no such movement of stock.")


class ArticleTaken(Invalid):
    """Another item has the article and the maker, in whatever spelling."""

    code = "ArticleTaken"
    field = "article"
    message = N_("“%(item)s” is already in the list: the same article and maker.")


class ArticleEmpty(Invalid):
    """The article has no letter and no digit."""

    code = "ArticleEmpty"
    field = "article"
    message = N_("An article has letters or digits.")


class SpellingTooLong(Invalid):
    """The normal form of an article or a maker, by which equal ones are told, is longer than is kept."""

    code = "SpellingTooLong"
    message = N_("This text is too long.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class NameMissing(Invalid):
    """The item has a name in neither language."""

    code = "NameMissing"
    field = "name_ru"
    message = N_("Enter a name in one language at least.")


class UnitInUse(Invalid):
    """The unit of an item that has movements, or that services take, does not change."""

    code = "UnitInUse"
    field = "unit"
    message = N_("The unit can no longer change: quantities of this item are recorded in it.")


class QuantityNotWhole(Invalid):
    """A fraction of a piece."""

    code = "QuantityNotWhole"
    field = "quantity"
    message = N_("This item is counted in whole pieces.")


class QuantityZero(Invalid):
    """A correction that changes nothing."""

    code = "QuantityZero"
    field = "quantity"
    message = N_("Enter by how much the stock changes: it cannot be zero.")


class StockTooLarge(Invalid):
    """More than the ledger can hold."""

    code = "StockTooLarge"
    field = "quantity"
    message = N_("That is more than a stock can be.")


class ItemTwice(Invalid):
    """A list names an item twice."""

    code = "ItemTwice"
    message = N_("The same part is in the list twice.")


class PartsChanged(Conflict):
    """The parts of a service are not those that the caller saw; the member ``parts`` are the present ones."""

    code = "PartsChanged"
    message = N_("Somebody else has changed these parts meanwhile. Nothing was saved; now you see theirs.")

    def __init__(self, parts: Sequence[Mapping[str, object]]) -> None:
        super().__init__()
        self.members = {"parts": parts}


class StockConflict(Conflict):
    """Base of refusals by the balance; quantities among ``params`` are written in the reader's language."""

    code = "StockConflict"

    def text(self, locale: str) -> str:
        """Return the sentence in ``locale`` ("ru" or "en")."""
        params = {
            name: typed_quantity(value, locale) if isinstance(value, Decimal) else value
            for name, value in self.params.items()
        }
        return translate(locale, self.message, **params)


class NotEnoughStock(StockConflict):
    """Less is available than is to be reserved or issued."""

    code = "NotEnoughStock"
    message = N_("Not enough of %(item)s: %(available)s available.")


class NotReserved(StockConflict):
    """Less is reserved for the order than is to be released."""

    code = "NotReserved"
    message = N_("Of %(item)s only %(reserved)s is reserved for this order.")


class NotIssued(StockConflict):
    """Less was issued to the order than is to be returned."""

    code = "NotIssued"
    message = N_("Of %(item)s only %(issued)s was issued to this order.")


class BelowReserved(StockConflict):
    """A correction would leave less than is reserved, or less than nothing."""

    code = "BelowReserved"
    message = N_(
        "%(item)s: on hand %(on_hand)s, of which %(reserved)s reserved. So much cannot be taken off."
    )


class ItemArchived(Conflict):
    """An archived item is neither received nor reserved."""

    code = "ItemArchived"
    message = N_("This item is archived. Restore it first.")


class CountNotFound(NotFound):
    """The count does not exist."""

    code = "CountNotFound"
    message = N_("There is no such count of the stock.")


class CountClosed(Conflict):
    """An applied count does not change any more."""

    code = "CountClosed"
    message = N_("This count has been applied and can no longer be changed.")


class CountEmpty(Conflict):
    """A count without a line."""

    code = "CountEmpty"
    message = N_("Nothing has been counted yet.")


class NotAMoment(Invalid):
    """The text is no day and time."""

    code = "NotAMoment"
    message = N_("Enter a day and a time.")


class CountInFuture(Invalid):
    """The moment of counting is yet to come."""

    code = "CountInFuture"
    field = "counted_at"
    message = N_("The moment of counting cannot be in the future.")


class CountRefused(Conflict):
    """Base of refusals that name items of a count, and say how many more there are."""

    code = "CountRefused"

    def __init__(self, labels: Sequence[str]) -> None:
        more = f" (+{len(labels) - NAMED})" if len(labels) > NAMED else ""
        super().__init__(items=", ".join(labels[:NAMED]) + more)


class CountBelowReserved(CountRefused):
    """The count would leave less of some items than is reserved, or less than nothing."""

    code = "CountBelowReserved"
    message = N_(
        "Nothing was applied. Too little would be left, after what was reserved or issued: %(items)s."
    )


class CountTooLarge(CountRefused):
    """With the count, an item's stock would be worth more than the ledger can hold."""

    code = "CountTooLarge"
    message = N_("Nothing was applied. That is more than a stock can be: %(items)s.")


class CountedLater(CountRefused):
    """Some items were counted again, later, by a count that has been applied."""

    code = "CountedLater"
    message = N_("Nothing was applied. A later count has been applied to: %(items)s. Clear these lines.")


# What an item can be refused for as it is described.
ITEM_REFUSED = (ArticleTaken, ArticleEmpty, SpellingTooLong, NameMissing, QuantityNotWhole)
# What a movement for an order can be refused for.
MOVE_REFUSED = (ItemNotFound, QuantityNotWhole, QuantityZero, StockTooLarge)
