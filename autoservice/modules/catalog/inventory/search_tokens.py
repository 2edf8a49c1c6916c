"""The search tokens of parts and consumables."""

from typing import Final

from autoservice.shared.search import article_tokens, words

ITEM: Final = "inventory_item"


def item_tokens(article: str, maker: str, name_ru: str, name_en: str) -> set[str]:
    """Return the tokens of an article from each of its groups on, and the words of maker and names."""
    return article_tokens(article) | words(article) | words(f"{maker} {name_ru} {name_en}")
