"""What browsers say of themselves, in two words."""

import pytest

from autoservice.ui.entities.user.user_agents import browser_name
from autoservice.ui.entities.user.view_models import format_phone

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
ANDROID = f"Mozilla/5.0 (Linux; Android 14; K) {WEBKIT}"
WINDOWS = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"{ANDROID} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"{ANDROID} SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36", "Samsung Internet, Android"),
        (f"{WINDOWS} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0", "Edge, Windows"),
        (f"{WINDOWS} Chrome/130.0.0.0 YaBrowser/24.12 Safari/537.36", "Yandex Browser, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox, Linux"),
        (
            f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {APPLE} Version/18.1 Safari/605.1.15",
            "Safari, macOS",
        ),
        (
            f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {APPLE} CriOS/131.0 Mobile Safari/604.1",
            "Chrome, iPhone",
        ),
        ("python-httpx/0.28.1", "python-httpx"),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_a_session_is_recognised_by_its_browser_and_its_system(user_agent: str, name: str):
    assert browser_name(user_agent) == name


@pytest.mark.parametrize(("number", "written"), [("+79165550123", "+7 916 555-01-23"), ("", "")])
def test_a_phone_number_is_written_for_people(number: str, written: str):
    assert format_phone(number) == written
