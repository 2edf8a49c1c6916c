"""What people want to be told, in SQL."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from autoservice.modules.notifications.groups import Channel, Group
from autoservice.modules.notifications.models import NotificationPreference, PersonalQuietHours
from autoservice.modules.notifications.ports import Preferences
from autoservice.modules.notifications.quiet_hours import QuietHours


class SqlNotificationPreferencesRepository:
    """``NotificationPreferencesRepository`` over one database session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def preferences(self, user_ids: Collection[int]) -> Mapping[int, Preferences]:
        """Return what each person has chosen, in one query."""
        query = select(NotificationPreference).where(col(NotificationPreference.user_id).in_(list(user_ids)))
        found: defaultdict[int, dict[tuple[Group, Channel], bool]] = defaultdict(dict)
        for row in await self._session.scalars(query):
            found[row.user_id][Group(row.event_group), Channel(row.channel)] = row.enabled
        return found

    async def quiet_hours(self, user_ids: Collection[int]) -> dict[int, QuietHours]:
        """Return the quiet hours of those who have some, in one query."""
        query = select(PersonalQuietHours).where(col(PersonalQuietHours.user_id).in_(list(user_ids)))
        return {row.user_id: row.hours() for row in await self._session.scalars(query)}

    async def choose(self, user_id: int, chosen: Preferences) -> None:
        """Store what a person has chosen."""
        for (group, channel), enabled in chosen.items():
            row = NotificationPreference(
                user_id=user_id, event_group=group.value, channel=channel.value, enabled=enabled
            )
            await self._session.merge(row)

    async def set_quiet_hours(self, user_id: int, hours: QuietHours | None) -> None:
        """Store the quiet hours, or that there are none."""
        if hours is None:
            await self._delete(PersonalQuietHours, user_id)
            return
        start, end = (at.isoformat("minutes") for at in (hours.start, hours.end))
        await self._session.merge(PersonalQuietHours(user_id=user_id, start=start, end=end, zone=hours.zone))

    async def delete_of(self, user_id: int) -> None:
        """Delete all that a person has chosen."""
        for table in (NotificationPreference, PersonalQuietHours):
            await self._delete(table, user_id)

    async def _delete(
        self, table: type[NotificationPreference] | type[PersonalQuietHours], user_id: int
    ) -> None:
        await self._session.execute(delete(table).where(col(table.user_id) == user_id))
