"""Lists come from the server one page at a time."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

MAX_PAGE_SIZE = 100
Row = TypeVar("Row")


class PageRequest(BaseModel):
    """Which page is wanted; pages count from 1."""

    number: Annotated[int, Field(ge=1, le=100_000)] = 1
    size: Annotated[int, Field(ge=1, le=MAX_PAGE_SIZE)] = 20

    @property
    def offset(self) -> int:
        """How many rows lie before the page."""
        return (self.number - 1) * self.size


class Page(BaseModel, Generic[Row]):
    """One page of rows and how many there are in all."""

    items: list[Row]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))
