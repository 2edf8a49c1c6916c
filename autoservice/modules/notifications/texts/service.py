"""Editing the messages' texts: a table of all kinds, previews, and e-mails to oneself."""

from collections.abc import Collection, Sequence
from typing import Final, get_args
from urllib.parse import urlsplit

from autoservice.events.notifications import TextChanged, TextTrialRequested
from autoservice.modules.auth.accounts.contacts import ContactsService
from autoservice.modules.auth.accounts.ports import UsersRepository
from autoservice.modules.auth.credentials.attempts import limit_trial_messages
from autoservice.modules.auth.credentials.ports import AttemptLimiter
from autoservice.modules.notifications.errors import NoMailServer, NoOwnEmail, TextNotFound
from autoservice.modules.notifications.groups import Channel
from autoservice.modules.notifications.kinds import Email, OrderNews
from autoservice.modules.notifications.models import MessageText
from autoservice.modules.notifications.ports import MessageTextRepository
from autoservice.modules.notifications.texts.cells import TextRow, fresh_text, row_of, text_fields
from autoservice.modules.notifications.texts.editable import KINDS, VARIABLES, id_of
from autoservice.modules.notifications.texts.preview import example, example_email, preview
from autoservice.modules.notifications.texts.schemas import (
    Language,
    TextChange,
    TextPreview,
    TextReset,
    TextTrial,
    TextView,
)
from autoservice.modules.notifications.texts.shop_words import Shop
from autoservice.shared.access import Permission
from autoservice.shared.cells import CellChange, CellChanges, ChangedRows, RowCells, RowsChanged
from autoservice.shared.service import Service, requires
from autoservice.shared.unit import Unit

EXAMPLE_ORDER: Final = "/orders"


class TextsService(Service):
    """What the shop's messages say."""

    def __init__(
        self,
        unit: Unit,
        texts: MessageTextRepository,
        users: UsersRepository,
        contacts: ContactsService,
        limiter: AttemptLimiter,
        shop: Shop,
        public_url: str,
        currency: str,
        channels: Collection[Channel],
    ) -> None:
        super().__init__(unit)
        self._texts = texts
        self._users = users
        self._contacts = contacts
        self._limiter = limiter
        self._shop = shop
        self._public_url = public_url
        self._currency = currency
        self._channels = channels

    @requires(Permission.MANAGE_SHOP)
    async def list_texts(self) -> list[TextView]:
        """Return what each kind of message says."""
        found = await self._texts.all()
        return [row_of(kind, found.get(kind)).view() for kind in VARIABLES]

    @requires(Permission.MANAGE_SHOP)
    async def list_table(self, locale: str) -> list[tuple[TextView, RowCells]]:
        """Return what each kind of message says, each with its cells."""
        found, fields = await self._texts.all(), text_fields(locale)
        rows = [row_of(kind, found.get(kind)) for kind in VARIABLES]
        return [(row.view(), cells) for row, cells in zip(rows, fields.view(rows).rows, strict=True)]

    @requires(Permission.MANAGE_SHOP)
    async def get_text(self, kind: str) -> TextView:
        """Return what a kind of message says; raises ``TextNotFound``."""
        return (await self._find(kind)).view()

    @requires(Permission.MANAGE_SHOP)
    async def edit_cells(self, changes: CellChanges, locale: str) -> None:
        """Change cells as they were typed; raises ``CellsRefused``, ``RowsChanged``."""
        locked = await self._lock([id for id in changes.ids if id in KINDS])
        rows = [row_of(text.kind, text) for text in locked]
        before = {row.id: row.values() for row in rows}
        edited = text_fields(locale).edit(rows, changes, lambda one: one.row.fit(one))
        by_id = {text.id: text for text in locked}
        for one in edited:
            one.row.store(by_id[one.row.id])
            self._record(one.row, before[one.row.id])

    @requires(Permission.MANAGE_SHOP)
    async def read_cells(self, text_ids: Sequence[int], locale: str) -> ChangedRows:
        """Return the present cells of texts."""
        found = await self._texts.all()
        kinds = [KINDS[id] for id in text_ids if id in KINDS]
        return text_fields(locale).view(row_of(kind, found.get(kind)) for kind in kinds)

    @requires(Permission.MANAGE_SHOP)
    async def change_text(self, kind: str, change: TextChange, locale: str) -> TextView:
        """Change what is given; raises ``TextNotFound``, ``CellsRefused``, ``RowsChanged``."""
        present = await self._find(kind)
        version = present.version if change.version is None else change.version
        given = change.model_dump(exclude={"version"}, exclude_none=True)
        cells = [
            CellChange(id=present.id, version=version, field=field, value=str(value))
            for field, value in given.items()
        ]
        if cells:
            await self.edit_cells(CellChanges(cells=cells), locale)
        return await self.get_text(kind)

    @requires(Permission.MANAGE_SHOP)
    async def reset_text(self, kind: str, command: TextReset, locale: str) -> TextView:
        """Make a kind say what it is shipped with, and be sent; raises ``TextNotFound``, ``RowsChanged``."""
        _check(kind)
        [text] = await self._lock([id_of(kind)])
        row = row_of(kind, text)
        if command.version not in (None, row.version):
            raise RowsChanged(text_fields(locale).view([row]), [])
        if row.is_changed:
            before = row.values()
            row.reset()
            row.store(text)
            self._record(row, before)
        return row.view()

    @requires(Permission.MANAGE_SHOP)
    async def preview_text(self, kind: str) -> list[TextPreview]:
        """Return messages of a kind with example data, one a language; raises ``TextNotFound``."""
        _check(kind)
        text = await self._texts.find(kind) or fresh_text(kind)
        site = urlsplit(self._public_url).netloc
        languages: tuple[Language, ...] = get_args(Language)
        return [
            preview(self._example(kind, locale), text.words(locale), locale, site) for locale in languages
        ]

    @requires(Permission.MANAGE_SHOP)
    async def check_trial(self) -> None:
        """Count a test message of the actor; raises ``TooManyAttempts``."""
        await limit_trial_messages(self._limiter, self._actor.user_id)

    @requires(Permission.MANAGE_SHOP)
    async def send_trial(self, kind: str, command: TextTrial) -> None:
        """Send the actor an e-mail of a kind with example data.

        Raises ``TextNotFound``, ``NoMailServer``, ``NoOwnEmail``.
        """
        _check(kind)
        if Channel.EMAIL not in self._channels:
            raise NoMailServer()
        user_id = self._actor.user_id
        if not (await self._users.get(user_id)).email:
            raise NoOwnEmail()
        self._unit.record(TextTrialRequested(user_id, id_of(kind), command.locale), f"text:{kind}")

    @requires(Permission.RUN_REACTIONS)
    async def compose_trial(self, user_id: int, text_id: int, locale: str) -> Email | None:
        """Return the e-mail with example data; ``None`` if it has nobody to go to."""
        contact, kind = await self._contacts.get_account(user_id), KINDS.get(text_id)
        if contact is None or not contact.email or kind is None:
            return None
        text = await self._texts.find(kind) or fresh_text(kind)
        return example_email(self._example(kind, locale), text.words(locale), contact.email, locale)

    def _example(self, kind: str, locale: str) -> OrderNews:
        link = f"{self._public_url}{EXAMPLE_ORDER}"
        return example(kind, locale, link, self._shop, self._currency)

    async def _find(self, kind: str) -> TextRow:
        _check(kind)
        return row_of(kind, await self._texts.find(kind))

    async def _lock(self, text_ids: Sequence[int]) -> list[MessageText]:
        return await self._texts.lock([fresh_text(KINDS[id]) for id in text_ids]) if text_ids else []

    def _record(self, row: TextRow, before: dict[str, object]) -> None:
        after = row.values()
        if before != after:
            self._unit.record(TextChanged(row.id), f"text:{row.kind}", before, after)


def _check(kind: str) -> None:
    if kind not in VARIABLES:
        raise TextNotFound()
