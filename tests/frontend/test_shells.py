"""What the pages tell the script that opens their socket, and that they are there for everybody."""

import json
import re
from html import unescape

import pytest

from autoservice.frontend.build import STATIC
from autoservice.frontend.client_changes import ClientChanged
from autoservice.frontend.shells import boot_data
from autoservice.shared.i18n import LOCALES
from autoservice.ui.engine.hydration import FILLED_FOR

PAGES = ("index", "orders", "orders/0", "orders/new", "work", "not-found")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_needs_no_other_file_to_be_painted_and_to_ask_for_its_content(page: str, locale: str) -> None:
    html = (STATIC / locale / f"{page}.html").read_text(encoding="utf-8")
    assert html.startswith(f'<!DOCTYPE html><html lang="{locale}">')
    assert not re.search(r'<link[^>]*stylesheet|<script src="(?!/assets/)', html)
    found = re.search(r'data-boot="([^"]*)"', html)
    assert found
    boot = json.loads(unescape(found[1]))
    assert [FILLED_FOR, "sessionStorage", "autoservice_page"] in boot["stored"]


@pytest.mark.parametrize("name", ["stateSchema", "clientStorage"])
def test_a_context_that_reads_otherwise_fails_the_build(name: str) -> None:
    context = 'export const stateSchema = "0a"\nexport const clientStorage = {"session_storage": {"a": {}}}\n'
    expected = [["a", "sessionStorage", "a"]]
    assert boot_data(context)["stored"] == expected
    with pytest.raises(ClientChanged):
        boot_data(context.replace(name, "otherwise"))
