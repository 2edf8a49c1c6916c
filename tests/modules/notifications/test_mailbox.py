"""The demo's mailbox, which is there only where no mail server is."""

from dataclasses import replace
from pathlib import Path

import pytest

from autoservice.adapters.mailbox_email import FolderMailbox
from autoservice.modules.auth.letters import Letter, LetterKind
from autoservice.modules.notifications.errors import NoMailServer
from autoservice.runtime.runtime import Runtime
from autoservice.settings import Settings
from autoservice.shared.access import GUEST
from autoservice.shared.errors import NotFound
from autoservice.wiring.adapters import build_adapters
from tests.support.runtime import Shop

LETTER = Letter(LetterKind.PROFILE_DELETED, "anna@example.com", "ru")


async def test_in_the_demo_everybody_reads_the_letters(shop: Shop, tmp_path: Path):
    settings = Settings(data_dir=tmp_path, demo=True)
    outside = build_adapters(settings)
    await outside.letters.send(LETTER)
    runtime = Runtime(replace(shop.runtime.adapters, email=outside.email))
    for reader in (GUEST, shop.people.client, shop.people.administrator):
        async with runtime.read_only(reader) as unit:
            (letter,) = await unit.services.notifications.read_mailbox()
        assert letter.to == "anna@example.com"
    await outside.engine.dispose()


async def test_elsewhere_there_is_no_mailbox(shop: Shop):
    async with shop.runtime.read_only(shop.people.administrator) as unit:
        with pytest.raises(NotFound):
            await unit.services.notifications.read_mailbox()


async def test_without_a_mail_server_a_letter_is_not_lost_in_silence(shop: Shop):
    with pytest.raises(NoMailServer):
        await shop.runtime.adapters.letters.send(LETTER)


async def test_a_demo_with_a_mail_server_has_no_mailbox(tmp_path: Path):
    settings = Settings(data_dir=tmp_path, demo=True, smtp_url="smtp://mail.example")
    outside = build_adapters(settings)
    assert not isinstance(outside.email, FolderMailbox)
    await outside.engine.dispose()
