"""The demo's mailbox, which is there only where no mail server is."""

from dataclasses import replace
from pathlib import Path

import pytest

from autoservice.adapters.mailbox_email import FolderMailbox
from autoservice.modules.notifications.errors import NoMailServer
from autoservice.modules.notifications.kinds import Email, ProfileDeleted
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import GUEST
from autoservice.shared.errors import NotFound
from autoservice.wiring.adapters import build_adapters
from tests.support.runtime import Shop

EMAIL = Email("anna@example.com", "ru", ProfileDeleted())


async def test_in_the_demo_everybody_reads_the_emails(shop: Shop, tmp_path: Path):
    settings = Settings(data_dir=tmp_path, demo=True)
    outside = build_adapters(settings)
    await outside.notifier.send(EMAIL)
    runtime = Runtime(replace(shop.runtime.adapters, email=outside.email))
    for reader in (GUEST, shop.people.client, shop.people.administrator):
        async with runtime.read_only(reader) as unit:
            (email,) = await unit.services.notifications.read_mailbox()
        assert email.to == "anna@example.com"
    await outside.engine.dispose()


async def test_elsewhere_there_is_no_mailbox(shop: Shop):
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        with pytest.raises(NotFound):
            await unit.services.notifications.read_mailbox()


async def test_without_a_mail_server_an_email_is_not_lost_in_silence(shop: Shop):
    with pytest.raises(NoMailServer):
        await shop.runtime.adapters.notifier.send(EMAIL)


async def test_a_demo_with_a_mail_server_has_no_mailbox(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, demo=True, smtp_url="smtp://mail.example")
    outside = build_adapters(settings)
    assert not isinstance(outside.email, FolderMailbox)
    await outside.engine.dispose()
