"""What the viewer is told, and the change of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import reflex as rx
from pydantic import ValidationError

from autoservice.modules.notifications.groups import Channel, Group
from autoservice.modules.notifications.schemas import NotificationsChange, NotificationsView, QuietTimes
from autoservice.runtime.current import read_only, transaction
from autoservice.shared.access import Permission
from autoservice.shared.errors import DomainError
from autoservice.shared.i18n import N_, format_zone, translate
from autoservice.ui.access import not_on_return, requires_permission
from autoservice.ui.current import Viewer, current_viewer
from autoservice.ui.kit.form_state import FormMixin

NAMES: Final = {
    Group.READY: N_("The car is ready to be collected"),
    Group.DECISIONS: N_("The shop needs my answer"),
    Group.PROGRESS: N_("How the work goes on: check-in, holds, photos, comments, handover"),
    Group.WORK: N_("My work: given to me, cancelled, commented on"),
    Group.SHOP: N_("New orders"),
    Group.TALK: N_("Messages in the talk about an order"),
}
# From west to east, those of the shop's country; whoever lives elsewhere has their zone from REST.
ZONES: Final = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Novosibirsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
QUIET_AT_FIRST: Final = ("22:00", "08:00")
HALF_HOURS: Final = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30)]


@dataclass(frozen=True)
class GroupRow:
    """A row of the table: a group of events, and by which channels the viewer is told."""

    id: str
    name: str
    in_app: bool
    email: bool
    push: bool
    sms: bool


@dataclass(frozen=True)
class ZoneOption:
    """A time zone to choose."""

    zone: str
    name: str


@requires_permission(Permission.MANAGE_OWN_ACCOUNT)
class NotificationsState(FormMixin, rx.State):
    """The viewer's choice and the outcome of its last change."""

    groups: list[GroupRow] = []
    is_quiet: bool = False
    start: str = ""
    end: str = ""
    times: list[str] = HALF_HOURS
    zone: str = ""
    zones: list[ZoneOption] = []
    has_email: bool = False
    has_push: bool = False
    has_sms: bool = False
    has_phone: bool = False
    sms_stopped: bool = False
    saved: bool = False
    trial: str = ""
    loaded: bool = False

    @rx.event
    @not_on_return
    async def clear(self) -> None:
        """Clear the outcome when the page opens."""
        self.saved, self.trial, self.errors = False, "", {}

    @rx.event
    async def load(self) -> None:
        """Read the choice."""
        async with read_only(current_viewer().actor) as unit:
            self._show(await unit.services.notification_preferences.get_notifications())
        self.loaded = True

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Store the choice: each box that is not checked is switched off."""
        self.saved, self.trial, self.errors = False, "", {}
        try:
            change = NotificationsChange(groups=self._chosen(form), quiet_hours=_quiet_times(form))
            async with transaction(current_viewer().actor) as unit:
                self._show(await unit.services.notification_preferences.set_notifications(change))
        except (DomainError, ValidationError) as error:
            self._refuse(error, form)
            return
        self.saved = True
        self._accept()

    @rx.event
    async def send_trial(self) -> None:
        """Send the viewer a test message."""
        viewer = current_viewer()
        self.saved, self.errors = False, {}
        try:
            async with read_only(viewer.actor) as unit:
                await unit.services.notification_preferences.check_trial()
            async with transaction(viewer.actor) as unit:
                await unit.services.notification_preferences.send_trial()
            self.trial = translate(viewer.locale, N_("A test message is on its way to you."))
        except DomainError as error:
            self.trial = ""
            self._refuse(error)

    def _chosen(self, form: Mapping[str, Any]) -> dict[Group, dict[Channel, bool]]:
        groups = (Group(row.id) for row in self.groups)
        return {group: {channel: f"{group}.{channel}" in form for channel in Channel} for group in groups}

    def _show(self, view: NotificationsView) -> None:
        viewer = current_viewer()
        self.groups = [
            GroupRow(
                id=group.value,
                name=translate(viewer.locale, NAMES[group]),
                in_app=channels[Channel.IN_APP],
                email=channels[Channel.EMAIL],
                push=channels[Channel.PUSH],
                sms=channels[Channel.SMS],
            )
            for group, channels in view.groups.items()
        ]
        hours = view.quiet_hours
        self.is_quiet = hours is not None
        self.start, self.end = (hours.start, hours.end) if hours else QUIET_AT_FIRST
        self.times = sorted({*HALF_HOURS, self.start, self.end})
        self.zone, self.zones = view.zone, _zone_options(view.zone, viewer)
        self.has_email, self.has_push = view.has_email, view.has_push
        self.has_sms, self.has_phone, self.sms_stopped = view.has_sms, view.has_phone, view.sms_stopped


def _quiet_times(form: Mapping[str, Any]) -> QuietTimes | None:
    if "quiet" not in form:
        return None
    return QuietTimes.model_validate({name: str(form.get(name, "")) for name in ("start", "end", "zone")})


def _zone_options(present: str, viewer: Viewer) -> list[ZoneOption]:
    zones = ZONES if present in ZONES else (present, *ZONES)
    return [ZoneOption(zone, format_zone(viewer.locale, zone, viewer.now)) for zone in zones]
