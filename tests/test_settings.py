"""Addresses of the site as operators write them and as browsers do, and what is told of the shop."""

import pytest
from pydantic import ValidationError

from autoservice.settings import Settings


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://shop.example", "https://shop.example"),
        ("https://Shop.Example:443/", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:8080", "http://shop.example:8080"),
        ("https://автосервис.рф", "https://xn--80aealq7apged.xn--p1ai"),
        ("http://[2001:DB8::1]:3000", "http://[2001:db8::1]:3000"),
    ],
)
def test_an_address_is_kept_as_browsers_write_origins(written: str, address: str):
    settings = Settings(public_url=written, origins=(written,))
    assert settings.public_url == address
    assert settings.allowed_origins == (address, address)


@pytest.mark.parametrize(
    "written",
    [
        "*",
        "https://*.shop.example",
        "shop.example",
        "ftp://shop.example",
        "https://shop.example/crm",
        "https://",
    ],
)
@pytest.mark.parametrize("name", ["public_url", "origins"])
def test_what_is_no_address_of_a_whole_site_is_refused(written: str, name: str):
    with pytest.raises(ValidationError, match=r"Write it as https://shop\.example"):
        Settings.model_validate({name: written})


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:3000"),
        ("::", "http://127.0.0.1:3000"),
        ("::1", "http://[::1]:3000"),
        ("desk", "http://desk:3000"),
    ],
)
def test_without_one_the_address_is_where_the_server_listens(
    host: str, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOST", host)
    assert Settings().public_url == address


def test_a_phone_number_is_shown_as_written_and_dialled_by_its_digits():
    settings = Settings(shop_phone=" +7 (495)  123-45-67 ", shop_name="Garage\n No. 1")
    assert (settings.shop_phone, settings.shop_phone_url) == ("+7 (495) 123-45-67", "tel:+74951234567")
    assert settings.shop_name == "Garage No. 1"
    assert Settings().shop_phone_url == ""


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("(+7) 495 123-45-67", "+74951234567"),
        ("тел.: +7 495 123‑45‑67", "+74951234567"),
        ("\u200e+7 495 123-45-67", "+74951234567"),
        ("8 (800) 555-35-35 доб. 12", "88005553535"),
        ("+7 495 123-45-67, +7 495 765-43-21", "+74951234567"),
        ("112", "112"),
    ],
)
def test_of_a_line_the_first_whole_number_is_dialled(written: str, dialled: str):
    assert Settings(shop_phone=written).shop_phone_url == f"tel:{dialled}"


def test_what_nobody_can_dial_is_refused():
    for nonsense in ("call us", "+", "1 + 1"):
        with pytest.raises(ValidationError, match="no phone number"):
            Settings(shop_phone=nonsense)


def test_the_demo_has_a_shop_of_its_own_as_far_as_none_is_set():
    settings = Settings(demo=True, shop_hours="9–18")
    assert settings.shop_hours == "9–18"
    assert settings.shop_address
    assert Settings().shop_address == ""


@pytest.mark.parametrize(
    "written",
    ["https://push.example", "*", "*.com", "localhost", "push.example/x", "user@push.example", "a..b"],
)
def test_what_is_no_host_of_a_push_service_is_refused(written: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUTOSERVICE_PUSH_HOSTS", f"fcm.googleapis.com {written}")
    with pytest.raises(ValidationError, match=r"push\.example"):
        Settings()


def test_hosts_of_push_services_are_written_as_words_and_none_switches_them_off(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setenv(
        "AUTOSERVICE_PUSH_HOSTS", "FCM.googleapis.com, *.push.example:8443 [fd00::5] 10.0.0.5:1"
    )
    assert Settings().push_hosts == ("fcm.googleapis.com", "*.push.example:8443", "[fd00::5]", "10.0.0.5:1")
    monkeypatch.setenv("AUTOSERVICE_PUSH_HOSTS", "")
    assert Settings().push_hosts == ()
