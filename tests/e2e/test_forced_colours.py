"""In forced colours, as Windows' contrast themes have them: what a colour said before can still be seen."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.shop import ADMINISTRATOR, CLIENT, MECHANIC, People, Shop, stage_path
from tests.support import pages


def styles(element: Locator, *names: str, pseudo: str = "") -> list[str]:
    """The computed values of CSS properties."""
    script = """(element, [names, pseudo]) => names.map((name) =>
        getComputedStyle(element, pseudo || null).getPropertyValue(name))"""
    found: list[str] = element.evaluate(script, [list(names), pseudo])
    return found


def forced(people: People, email: str, path: str, **options: Any) -> Page:
    return pages.open_page(people.signed_in(email, forced_colors="active", **options), path)


def test_the_progress_of_an_order_is_seen(people: People, shop: Shop) -> None:
    order = shop.assigned_order()
    shop.rest(MECHANIC).post(f"{stage_path(order)}/complete")
    page = forced(people, CLIENT, f"/orders/{order['id']}")
    track, canvas = pages.progress(page).first, page.locator("body")
    fill = track.locator("> div")
    [page_colour] = styles(canvas, "background-color")
    assert styles(track, "outline-style") == ["solid"]
    assert styles(fill, "background-color") != [page_colour]
    needle = styles(fill, "background-color", pseudo="::after")
    assert needle not in ([page_colour], styles(fill, "background-color"))
    marks = page.locator("[aria-hidden] > span.w-px")
    expect(marks).to_have_count(21)
    assert styles(marks.first, "background-color") != [page_colour]


def test_the_current_section_and_the_language_are_told_from_the_others(people: People) -> None:
    page = forced(people, ADMINISTRATOR, "/admin/users")
    current = page.locator("header nav [aria-current]")
    other = page.locator("header nav a:not([aria-current])").first
    assert styles(current, "border-bottom-color") != styles(other, "border-bottom-color")
    pressed, released = (page.locator(f"header [aria-pressed={state}]") for state in ("true", "false"))
    assert styles(pressed, "border-top-width") != styles(released, "border-top-width")
    badge = page.locator("tbody .rounded-md").first
    assert styles(badge, "border-top-style", "border-top-width") == ["solid", "1px"]
    page.set_viewport_size(pages.PHONE)  # type: ignore[arg-type]
    tab = page.locator("nav:visible [aria-current]")
    idle = page.locator("nav:visible a:not([aria-current])").first
    assert styles(tab, "background-color", pseudo="::before") != styles(
        idle, "background-color", pseudo="::before"
    )


def test_a_switch_shows_whether_it_is_on(people: People) -> None:
    page = forced(people, ADMINISTRATOR, "/admin/users")
    track = page.get_by_role("switch").first.locator("> span")
    assert styles(track, "outline-style") == ["solid"]
    assert styles(track, "background-color") != styles(track.locator("> span"), "background-color")
