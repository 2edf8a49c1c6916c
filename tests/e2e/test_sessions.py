"""Where somebody is signed in, and what is said when one of the devices is signed out."""

from playwright.sync_api import expect

from tests.e2e.shop import NEWCOMER, People
from tests.support import pages

AN_IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.0 Mobile/15E148 Safari/604.1"
)


def test_that_a_device_is_signed_out_is_said_where_the_focus_then_is(people: People) -> None:
    people.signed_in(NEWCOMER, user_agent=AN_IPAD)
    page = pages.open_page(people.signed_in(NEWCOMER), "/profile")
    theirs = page.locator("li", has_text="Safari, iPad")
    theirs.get_by_role("button").press("Enter")
    expect(theirs).to_have_count(0)
    said = page.get_by_role("status").filter(has_text=pages.say(page, "The device is signed out."))
    expect(said).to_be_visible()
    expect(said).to_be_focused()
