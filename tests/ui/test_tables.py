"""The table of the console: its address says what it shows, its boxes which rows are chosen."""

import pytest

from autoservice.shared.pagination import Page
from autoservice.ui.engine.paging import ListAddress
from autoservice.ui.widgets.data_table import ANY_DAY, ANY_ID, Column
from autoservice.ui.widgets.data_table.query import next_sort, read_hidden, read_sort, shown_columns
from autoservice.ui.widgets.data_table.state import choose_range, find_first_index, read_filter

COLUMNS = (
    Column("name", "Name", sortable=True),
    Column("price", "Price", "money", sortable=True),
    Column("unit", "Unit"),
    Column("maker", "Maker", is_shown=False),
)


def address(**query: str) -> ListAddress:
    return ListAddress("/admin/parts", tuple(query.items()), "cursor")


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("", ("", False)),
        ("price", ("price", False)),
        ("-price", ("price", True)),
        ("unit", ("", False)),
        ("--price", ("", False)),
    ],
)
def test_a_table_is_sorted_by_columns_that_can_be(sort: str, found: tuple[str, bool]):
    assert read_sort(address(sort=sort), COLUMNS) == found


def test_a_header_sorts_up_then_down_then_not_at_all():
    assert next_sort("price", "", is_descending=False) == "price"
    assert next_sort("price", "price", is_descending=False) == "-price"
    assert next_sort("price", "price", is_descending=True) == ""
    assert next_sort("price", "name", is_descending=True) == "price"


@pytest.mark.parametrize(
    ("columns", "hidden"),
    [
        ("", ["maker"]),
        ("nothing,known", ["maker"]),
        ("name,maker", ["price", "unit"]),
        ("name", ["price", "unit", "maker"]),
    ],
)
def test_columns_are_chosen_by_the_address_and_the_first_one_is_always_shown(columns: str, hidden: list[str]):
    assert read_hidden(address(columns=columns), COLUMNS) == hidden


def test_chosen_columns_are_in_the_address_unless_they_are_the_usual_ones():
    assert shown_columns(["maker"], COLUMNS) == ""
    assert shown_columns(["price", "maker"], COLUMNS) == "name,unit"
    assert shown_columns([], COLUMNS) == "name,price,unit,maker"


@pytest.mark.parametrize(
    ("page", "index"),
    [
        (Page[int](items=[1, 2], next="n", total=9), 1),
        (Page[int](items=[1, 2], previous="p", next="n", total=9), 0),
        (Page[int](items=[1, 2], previous="p", total=9), 8),
        (Page[int](items=[1, 2], previous="p", total=9, total_is_exact=False), 0),
    ],
    ids=["beginning", "between", "end", "end of many"],
)
def test_a_rows_number_is_told_where_it_is_known(page: Page[int], index: int):
    assert find_first_index(page) == index


def test_a_range_goes_from_the_last_box_to_this_one_in_either_direction():
    assert choose_range(["1", "2", "3", "4"], "2", "4") == ["2", "3", "4"]
    assert choose_range(["1", "2", "3", "4"], "4", "2") == ["2", "3", "4"]
    assert choose_range(["1", "2"], "9", "2") == ["2"]


def test_a_filter_has_one_of_its_values_or_an_id_or_none():
    assert [read_filter(value, ("archived",)) for value in ("archived", "other", "7")] == ["archived", "", ""]
    days = ("2026-11-27", "2026-02-30", "20261127", "0001-01-01", "9999-12-31", "soon", "")
    assert [read_filter(value, ANY_DAY) for value in days] == ["2026-11-27", *[""] * 6]
    assert [read_filter(value, ANY_ID) for value in ("7", "0", "-7", "٧", "9" * 10)] == ["7", "", "", "", ""]
