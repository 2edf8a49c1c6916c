"""The service of the board: the open work of a day, by mechanic."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from autoservice.modules.auth.accounts.directory import DirectoryService
from autoservice.modules.auth.accounts.schemas import MechanicView
from autoservice.modules.orders.board.ports import BoardRepository
from autoservice.modules.orders.board.schemas import Board, BoardCard, BoardLane, BoardQuery
from autoservice.modules.orders.calendar import count_open_minutes
from autoservice.modules.orders.opening_hours.ports import OpeningHoursRepository
from autoservice.modules.orders.opening_hours.service import view_hours
from autoservice.modules.orders.shop_days import day_of
from autoservice.shared.access import Permission
from autoservice.shared.paper_numbers import format_paper_number
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

Row = dict[str, Any]


class BoardService(Service):
    """Who has what to do, for those who give it out."""

    def __init__(
        self,
        unit: Unit,
        board: BoardRepository,
        hours: OpeningHoursRepository,
        directory: DirectoryService,
        zone: str,
    ) -> None:
        super().__init__(unit)
        self._board = board
        self._hours = hours
        self._directory = directory
        self._zone = zone

    @requires(Permission.ASSIGN_MECHANIC)
    async def read_board(self, query: BoardQuery) -> Board:
        """Return nobody's open work, then that of each mechanic, then what needs another one.

        Five queries however much there is: the stages, fifty a lane at most with the count and the sum of
        all; the number of orders without a day; the opening hours; the mechanics; the names of former ones.
        They go through the open orders of the day, by an index of its own, and through no finished ones.
        """
        today = day_of(self._unit.now, self._zone)
        day = None if query.without_day else query.day or today
        is_over = day is not None and day < today
        return Board(
            today=today,
            day=day,
            open_minutes=await self._open_minutes(day),
            orders_without_day=await self._board.count_without_day(),
            lanes=[] if is_over else await self._lanes(await self._rows(day, today)),
        )

    @requires(Permission.ASSIGN_MECHANIC)
    async def read_load(self) -> Board:
        """Return today's board without its cards: the same lanes with the same sums."""
        today = day_of(self._unit.now, self._zone)
        return Board(
            today=today,
            day=today,
            open_minutes=await self._open_minutes(today),
            orders_without_day=await self._board.count_without_day(),
            lanes=await self._lanes(await self._board.load_of_today(today)),
        )

    async def _rows(self, day: date | None, today: date) -> list[Row]:
        return await (self._board.of_day(day, today) if day else self._board.without_day())

    async def _open_minutes(self, day: date | None) -> int | None:
        if day is None:
            return None
        return count_open_minutes(day, view_hours(*await self._hours.read(), self._zone).calendar)

    async def _lanes(self, rows: Sequence[Row]) -> list[BoardLane]:
        mechanics = await self._directory.list_mechanics()
        former = {row["mechanic_id"] for row in rows} - {None, *(one.id for one in mechanics)}
        names = await self._directory.get_names(former)
        others = [MechanicView(id=id, name=name) for id, name in sorted(names.items())]
        lanes = [
            BoardLane(mechanic_id=None),
            *(BoardLane(mechanic_id=one.id, name=one.name) for one in mechanics),
            *(BoardLane(mechanic_id=one.id, name=one.name, is_working=False) for one in others),
        ]
        by_id = {lane.mechanic_id: lane for lane in lanes}
        for row in rows:
            lane = by_id[row["mechanic_id"]]
            lane.count, lane.load_minutes = row["count"], int(row["load_minutes"])
            if "id" in row:
                number = format_paper_number(row["number_year"], row["number"])
                lane.cards.append(BoardCard.model_validate({**row, "number": number}))
        return lanes
