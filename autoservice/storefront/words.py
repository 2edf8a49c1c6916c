"""The words of the public pages, in a language."""

from typing import Final

from autoservice.shared.i18n import N_, translate

WORDS: Final = {
    "tagline": N_("See what is happening to your car, right now"),
    "promise": N_(
        "Order a service and watch every stage as the mechanic completes it: progress, comments, photos."
    ),
    "order_a_service": N_("Order a service"),
    "all_services": N_("All services"),
    "address": N_("Address"),
    "phone": N_("Phone"),
    "hours": N_("Opening hours"),
    "search_label": N_("Find a service"),
    "search_hint": N_("Pads, oil, alignment…"),
    "find": N_("Find"),
    "services_and_prices": N_("Services and prices"),
    "categories": N_("Categories"),
    "all": N_("All"),
    "from_price": N_("from"),
    "order_this": N_("Order this"),
    "nothing_found": N_("Nothing was found"),
    "nothing_found_text": N_("No service is called so. Try a shorter word, or look at all of them."),
    "show_all": N_("Show all services"),
    "nothing_offered": N_("No services are offered at the moment"),
    "nothing_offered_text": N_("Call the shop, or come back later."),
    "what_is_done": N_("What is done"),
    "what_is_done_text": N_("You see each of these stages on your order's page as it happens."),
    "parts": N_("Parts and consumables"),
    "parts_text": N_("What usually goes into it; the shop names the exact parts for your car."),
    "labour": N_("Labour"),
    "duration": N_("Time"),
    "more_of_category": N_("More in this category"),
    "no_such_service": N_("There is no such service"),
    "no_such_service_text": N_("It may be no longer on offer, or the address is mistyped."),
    "breadcrumb": N_("You are here"),
    "call": N_("Call"),
    "price_note": N_("The price is for the labour; parts are agreed with you before the work begins."),
}


class Words:
    """``WORDS`` as a template takes them: ``say.find``."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def __getattr__(self, name: str) -> str:
        return translate(self._locale, WORDS[name])
