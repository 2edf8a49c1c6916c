"""What guests and search engines read: the HTML that the real program serves, without and with scripts."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.accounts import OwnShop
from tests.e2e.pictures import phone_photo
from tests.e2e.shop import ADMINISTRATOR, MECHANIC, People
from tests.support import pages
from tests.support.timeouts import TIMEOUT_SECONDS

LINK: Final = re.compile(r'<link rel="(canonical|alternate)"(?: hreflang="([^"]+)")? href="([^"]+)"')
DATA: Final = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
HOSTILE: Final = "</script><script>alert(1)</script><b>&\"' Ёж"
ALIGNMENT: Final = "alignment"
SITEMAP: Final = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def web(shop: OwnShop) -> Iterator[httpx.Client]:
    """A crawler: no cookies, no language."""
    with httpx.Client(base_url=shop.url, timeout=TIMEOUT_SECONDS) as client:
        yield client


def service_id(web: httpx.Client, code: str = ALIGNMENT) -> int:
    found = next(one for one in web.get("/api/catalog/services").json() if one["code"] == code)
    return int(found["id"])


def data_of(html: str) -> dict[str, Any]:
    [script] = DATA.findall(html)
    data: dict[str, Any] = json.loads(script)
    return data


def links_of(html: str, site: str) -> dict[str, str]:
    """The addresses that the head names, by language; "" is the canonical one."""
    return {language: url.removeprefix(site) for _, language, url in LINK.findall(html)}


def test_the_landing_page_is_served_with_the_shop_and_its_services(web: httpx.Client, shop: OwnShop):
    html = web.get("/").text
    for text in ("Автосервис «Пример»", "ул. Примерная, 1", "tel:+74950000000", "Развал-схождение"):
        assert text in html
    assert "от 2\xa0500\xa0₽" in html
    assert "около 1\xa0ч" in html or "около 1 ч" in html
    assert html.count("<h4") == len(web.get("/api/catalog/services").json())
    assert html.count("<title>") == html.count('property="og:image"') == 1
    assert links_of(html, shop.url) == {"": "/", "ru": "/ru", "en": "/en", "x-default": "/"}
    assert "animate-pulse" not in html.partition("<main")[2].partition("</main>")[0]


def test_each_language_has_addresses_of_its_own_whoever_asks(web: httpx.Client, shop: OwnShop):
    path = f"/services/{service_id(web)}"
    for locale, name in (("ru", "Развал-схождение"), ("en", "Alignment")):
        answer = web.get(
            f"/{locale}{path}", headers={"Accept-Language": "fr", "Cookie": "autoservice_locale=ru"}
        )
        assert f'<html lang="{locale}"' in answer.text
        assert (
            f'<h1 class="text-3xl font-bold leading-tight tracking-tight wrap-anywhere sm:text-4xl">{name}'
            in answer.text
        )
        assert "Cookie" not in answer.headers["vary"]
        assert links_of(answer.text, shop.url)[""] == f"/{locale}{path}"
        # Whoever reads on stays in the language.
        assert f'href="/{locale}"' in answer.text
    assert "Alignment" in web.get(path, headers={"Accept-Language": "en"}).text


def test_the_page_of_a_service_tells_its_stages_its_price_and_how_to_order_it(web: httpx.Client):
    id = service_id(web)
    html = web.get(f"/en/services/{id}").text
    for text in ("Intake", "Work", "Check", "Handover", "RUB\xa02,500", "about 1 h"):
        assert text in html
    assert f'href="/orders/new?service={id}"' in html
    assert "Parts and consumables" not in html
    oil = web.get(f"/en/services/{service_id(web, 'oil_and_filter')}").text
    assert "Parts and consumables" in oil
    assert "4.5\xa0l" in oil
    offer, way = data_of(html)["@graph"]
    assert (offer["price"], offer["priceCurrency"]) == ("2500.00", "RUB")
    assert offer["offeredBy"]["@type"] == "AutoRepair"
    assert [step["name"] for step in way["itemListElement"]] == [
        "Services and prices",
        "Wheels and tyres",
        "Alignment",
    ]


def test_search_engines_are_told_of_the_shop(web: httpx.Client, shop: OwnShop):
    data = data_of(web.get("/en").text)
    assert data["@type"] == "AutoRepair"
    assert data["name"] == "Автосервис «Пример»"
    assert data["openingHours"] == ["Mo-Sa 09:00-20:00"]
    assert len(data["makesOffer"]) == len(web.get("/api/catalog/services").json())
    picture = web.get(data["image"].removeprefix(shop.url))
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")


def test_names_that_are_hostile_are_text(web: httpx.Client, shop: OwnShop):
    shop.rename_service(ALIGNMENT, HOSTILE, HOSTILE)
    try:
        for path in ("/", f"/services/{service_id(web)}", "/?q=</script>alert"):
            html = web.get(path).text
            assert "<script>alert" not in html
            assert "<b>&" not in html
            assert "&lt;/script&gt;&lt;script&gt;alert(1)" in html or "?q" in path
        names = [one["itemOffered"]["name"] for one in data_of(web.get("/").text)["makesOffer"]]
        assert HOSTILE in names
        assert web.get("/", params={"q": "еж"}).text.count("<h4") == 1
    finally:
        shop.rename_service(ALIGNMENT, "Развал-схождение", "Alignment")


def test_a_page_that_has_not_changed_is_not_sent_again(web: httpx.Client, shop: OwnShop):
    first = web.get("/en")
    assert first.headers["cache-control"] == "no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    again = web.get("/en", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    shop.rename_service(ALIGNMENT, "Развал-схождение", "Alignment of wheels")
    try:
        changed = web.get("/en", headers=known)
        assert changed.status_code == 200
        assert "Alignment of wheels" in changed.text
    finally:
        shop.rename_service(ALIGNMENT, "Развал-схождение", "Alignment")
    assert web.get("/en").headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", ["/services/999999", "/en/services/0", "/services/" + "9" * 300])
def test_a_service_that_is_not_on_offer_is_missing_and_leads_on(web: httpx.Client, path: str):
    answer = web.get(path)
    assert answer.status_code == 404
    assert re.search(r'href="(/en)?/?\?category=brakes"', answer.text)
    assert 'name="robots" content="noindex"' in answer.text
    assert "canonical" not in answer.text


def test_a_picture_stands_where_the_drawing_was_until_the_service_is_archived(
    web: httpx.Client, shop: OwnShop
):
    id, admin = service_id(web, "muffler"), shop.rest(ADMINISTRATOR)
    place = f"/api/admin/catalog/services/{id}/picture"
    bearer = {"Authorization": f"Bearer {admin.token}", "Idempotency-Key": "picture-of-muffler"}
    web.put(place, files={"file": ("any.jpg", phone_photo())}, headers=bearer).raise_for_status()
    page, home = web.get(f"/services/{id}").text, web.get("/").text
    [picture] = re.findall(r'<img [^>]*src="(/api/catalog/pictures/[^"]+)" alt="" width="\d+" height', page)
    assert web.get(picture).headers["content-type"] == "image/webp"
    assert f'property="og:image" content="{shop.url}{picture}"' in page
    assert home.count("/api/catalog/pictures/") == home.count('loading="lazy"') == 1
    admin.post(f"/admin/catalog/services/{id}/archive")
    assert web.get(f"/services/{id}").status_code == 404
    admin.post(f"/admin/catalog/services/{id}/restore")
    web.delete(place, headers=bearer).raise_for_status()
    assert "#art-engine" in web.get(f"/services/{id}").text


def test_a_search_knows_no_case_and_no_yo(web: httpx.Client):
    def found(**query: str) -> int:
        return web.get("/", params=query).text.count("<h4")

    assert found(q="ПЕРЕДНИЕ") == 3
    assert found(category="brakes") == 3
    assert found(q="колодки", category="brakes") == 2
    assert found(q="колодки", category="wheels") == 0
    nothing = web.get("/", params={"q": "вертолёт <i>"}).text
    assert "Ничего не нашлось" in nothing
    assert "вертолёт &lt;i&gt;" in nothing
    assert 'href="/">Показать все' in nothing


def test_crawlers_are_led_to_all_public_pages_and_to_no_other(web: httpx.Client, shop: OwnShop):
    robots = web.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {shop.url}/sitemap.xml" in robots
    assert {"Disallow: /admin", "Disallow: /profile", "Disallow: /orders"} <= set(robots)
    tree = ElementTree.fromstring(web.get("/sitemap.xml").text)  # noqa: S314 - our own
    listed = [str(one.text).removeprefix(shop.url) for one in tree.iter(f"{SITEMAP}loc")]
    id = service_id(web)
    assert {"/ru", "/en", f"/ru/services/{id}", f"/en/services/{id}"} <= set(listed)
    assert len(listed) == 2 + 2 * len(web.get("/api/catalog/services").json())
    assert all(web.get(path).status_code == 200 for path in listed[:4])


# ------------------------------------------------------------------ in a browser


def test_a_guest_without_scripts_finds_a_service_and_reads_its_page(people: People):
    page = people.guest(java_script_enabled=False).new_page()
    page.goto("/")
    page.get_by_role("searchbox").fill("РАЗВАЛ")
    page.get_by_role("button", name="Найти").click()
    page.get_by_role("link", name="Развал-схождение", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Развал-схождение")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alignment")


def mark(page: Page) -> None:
    """Remember the served elements; a rendering would replace them."""
    page.evaluate("document.querySelectorAll('#content h4').forEach((one) => (one.dataset.served = ''))")


def test_the_program_keeps_what_was_served_and_searches_while_one_types(people: People):
    said: list[str] = []
    page = people.guest().new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto("/", wait_until="commit")
    page.locator("#content h4").last.wait_for()
    mark(page)
    expect(page.get_by_role("link", name=pages.say(page, "Sign in")).first).to_be_visible()
    expect(page.locator("#content h4[data-served]")).to_have_count(25)
    search = page.get_by_role("searchbox")
    search.press_sequentially("колод")
    expect(page.locator("#content h4")).to_have_count(2)
    expect(search).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("2 услуги")
    page.wait_for_url("**/?q=*")
    page.reload()
    expect(page.locator("#content h4")).to_have_count(2)
    assert said == []


def test_a_page_that_is_reached_within_the_program_is_filled(people: People):
    page = pages.open_page(people.signed_in(MECHANIC), "/work")
    page.get_by_role("navigation").get_by_role("link", name="Услуги").first.click()
    expect(page.locator("#content h4")).to_have_count(25)
    expect(page).to_have_title(re.compile("Автосервис «Пример»"))
    expect(page.get_by_role("link", name="Заказать")).to_have_count(0)
    page.go_back()
    pages.expect_path(page, "/work")


def test_the_language_of_a_fixed_address_is_switched_by_another_address(people: People):
    page = pages.open_page(people.guest(), "/en")
    page.get_by_role("button", name="RU", exact=True).click()
    pages.expect_path(page, "/ru")
    expect(page.get_by_role("heading", name="Услуги и цены")).to_be_visible()
