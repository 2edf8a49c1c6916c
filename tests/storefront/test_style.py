"""Public pages look as all others do."""

from autoservice.storefront.style import STYLE
from autoservice.ui.kit import theme


def test_templates_have_the_class_names_of_the_design_system():
    assert {
        "button": theme.BUTTON,
        "primary": theme.VARIANTS["primary"],
        "secondary": theme.VARIANTS["secondary"],
        "surface": theme.SURFACE,
        "control": theme.CONTROL,
    } == STYLE
