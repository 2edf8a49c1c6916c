"""Where somebody may be sent after signing in: paths of this site, in whatever way a browser reads them."""

import pytest

from autoservice.ui.kit.viewer import safe_path


@pytest.mark.parametrize(
    "path", ["/", "/orders/7", "/orders?page=2#last", "/sign-in?next=https://evil.example/x"]
)
def test_a_path_of_this_site_is_followed(path: str):
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "orders",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/.//evil.example",
        "/x/..//evil.example",
        "/\t/evil.example",
        "/\n\\evil.example",
        "/x\\..\\\\evil.example",
        "javascript:alert(1)",
    ],
    ids=ascii,
)
def test_whatever_could_lead_elsewhere_is_not(path: str):
    assert safe_path(path) == ""
