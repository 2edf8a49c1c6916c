"""orders have numbers by year and a wished day; jobs of earlier versions their norm-hours"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from autoservice.settings import get_settings

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

SPAN = "SELECT MIN(created_at) AS first, MAX(created_at) AS last FROM repair_order"
OF_YEAR = "UPDATE repair_order SET number_year = :year WHERE created_at >= :begin AND created_at < :end"
# In the sequence in which they were placed.
NUMBERS = """
    UPDATE repair_order SET number = counted.place FROM (
        SELECT id, ROW_NUMBER() OVER (PARTITION BY number_year ORDER BY created_at, id) AS place
        FROM repair_order) AS counted
    WHERE counted.id = repair_order.id"""
COUNTERS = """
    INSERT INTO paper_counter (kind, year, last)
    SELECT 'order', number_year, MAX(number) FROM repair_order GROUP BY number_year"""
# Until now an order had one job, whose stages are all of its stages.
MINUTES = """
    UPDATE job SET norm_minutes = COALESCE((
        SELECT SUM(norm_minutes) FROM order_stage WHERE order_stage.order_id = job.order_id), 0)
    WHERE position = 1"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "paper_counter",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    for name in ("number_year", "number"):
        op.add_column("repair_order", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column("repair_order", sa.Column("wished_on", sa.Date()))
    _number_the_orders(get_settings().timezone)
    op.execute(MINUTES)
    op.create_index(
        "ix_repair_order_number_number_year", "repair_order", ["number", "number_year"], unique=True
    )


def _number_the_orders(zone: str) -> None:
    moment = sa.DateTime(timezone=True)
    moments = sa.text(SPAN).columns(first=moment, last=moment)
    first, last = op.get_bind().execute(moments).one()
    if first is None:
        return
    # A year of the shop's calendar begins up to a day before or after that of UTC.
    for year in range(first.year - 1, last.year + 2):
        begin, end = (datetime(one, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC) for one in (year, year + 1))
        bounds = sa.bindparam("begin", begin, moment), sa.bindparam("end", end, moment)
        op.execute(sa.text(OF_YEAR).bindparams(*bounds, year=year))
    op.execute(NUMBERS)
    op.execute(COUNTERS)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_repair_order_number_number_year", "repair_order")
    for name in ("wished_on", "number", "number_year"):
        op.drop_column("repair_order", name)
    op.drop_table("paper_counter")
