"""The table of the console: searched, filtered, sorted and paged by the server, edited by keyboard.

A page declares its columns (``Column``), a State on ``TableMixin`` with ``live_table``, and draws
``data_table``. CONTRIBUTING.md has it step by step.
"""

from autoservice.ui.widgets.data_table.cells import LINK, UNLESS_EMPTY
from autoservice.ui.widgets.data_table.columns import ANY_DAY, ANY_ID, Column, Row
from autoservice.ui.widgets.data_table.query import TableQuery
from autoservice.ui.widgets.data_table.state import TableMixin, live_table
from autoservice.ui.widgets.data_table.table import Editing, data_table
from autoservice.ui.widgets.data_table.toolbar import table_day, table_filter

__all__ = [
    "ANY_DAY",
    "ANY_ID",
    "LINK",
    "UNLESS_EMPTY",
    "Column",
    "Editing",
    "Row",
    "TableMixin",
    "TableQuery",
    "data_table",
    "live_table",
    "table_day",
    "table_filter",
]
