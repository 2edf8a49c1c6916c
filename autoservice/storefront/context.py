"""What a public page is rendered for: its address, its language, the shop."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from autoservice.modules.orders.opening_hours.schemas import OpeningHoursView
from autoservice.modules.orders.opening_hours.texts import describe_week
from autoservice.settings import Settings
from autoservice.storefront.addresses import HOME, Address
from autoservice.storefront.style import STYLE
from autoservice.storefront.words import Words


@dataclass(frozen=True)
class PageContext:
    """The address of a page, the language in which it is read, and the shop's settings."""

    address: Address
    locale: str
    settings: Settings
    opening_hours: OpeningHoursView

    @property
    def hours(self) -> str:
        """The opening hours in one line: as they are set, else in the words of the settings."""
        return describe_week(self.opening_hours, self.locale) or self.settings.shop_hours

    @cached_property
    def say(self) -> Words:
        """The words of the language."""
        return Words(self.locale)

    @property
    def home(self) -> str:
        """The address of the home page, in the same language."""
        return self.address.link(HOME)

    @property
    def site_name(self) -> str:
        """The shop's name, or the program's."""
        return self.settings.shop_name or "autoservice"

    def values(self) -> dict[str, Any]:
        """Return what every template may use."""
        return {
            "say": self.say,
            "locale": self.locale,
            "shop": self.settings,
            "style": STYLE,
            "home": self.home,
            "hours": self.hours,
        }
