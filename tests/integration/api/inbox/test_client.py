"""The reference client in a real browser: every form is shown when its event happens, answered, and told about once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from fastapi.staticfiles import StaticFiles
from playwright.sync_api import Browser, Page, expect, sync_playwright

from demo import shop_page
from demo.night.api_thread import serving_app
from roundtrip.api.app import create_app

from .test_shown import several

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOP = Path(shop_page.__path__[0])
BUTTONS = [{"text": "To the cart", "link": "shop://cart"}, {"text": "Not now"}]
CONTENTS = [
    {"title": "Your cart", "trigger": {"event": "cart_viewed", "where": {"items": {"at_least": 2}, "screen": ["cart"]}},
     "buttons": BUTTONS, "priority": 80, "times": 2},
    {"title": "Less pressing", "trigger": {"event": "cart_viewed"}, "priority": 10},
    {"title": "Welcome <b>back</b>", "form": "full_screen", "trigger": {"event": "app_opened"}, "buttons": BUTTONS[:1]},
    {"title": "Looking for something?", "form": "banner", "trigger": {"event": "search"}, "link": "shop://help"},
    {"title": "For you alone", "form": "placement", "placement": "home_top", "link": "https://shop.example/you"},
]  # fmt: skip

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture
def shop(accounts, sandbox, monkeypatch, clock):
    """Address of a shop whose page uses the client, with Ada signed in, who has one message of every form and two news."""
    for variable, value in sandbox.environment().items():
        monkeypatch.setenv(variable, value)
    ada = accounts.person(user="ada")
    several(accounts, ada, "in_app", CONTENTS)
    several(accounts, ada, "feed", [{"title": "Old news"}, {"title": "On top", "pinned": True, "link": "shop://new"}])
    app = create_app(clock)
    app.mount("/shop", StaticFiles(directory=SHOP, html=True))
    with serving_app(app) as url:
        yield f"{url}/shop/#token={sandbox.id_token('ada')}"


@pytest.fixture
def page(browser: Browser, shop, clock):
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    opened = context.new_page()
    opened.clock.set_fixed_time(clock.now())
    opened.errors = []
    opened.on("pageerror", lambda error: opened.errors.append(str(error)))
    _visit(opened, shop)
    yield opened
    assert opened.errors == []
    context.close()


def _visit(page: Page, shop: str) -> None:
    page.goto(shop)
    page.locator("body[data-ready]").wait_for()


def told(page: Page, accounts) -> list[tuple[str, str]]:
    """What the server knows of in-app messages once everything was told: (title, kind)."""
    assert page.evaluate("inbox.flush()")
    return accounts.rows(
        "select i.payload ->> 'title', f.kind from crm.feedback f join crm.inbox i using (message_id)"
        " where i.channel = 'in_app' order by f.occurred_at, 1, 2"
    )


PLACED = ("For you alone", "shown")


def test_an_event_shows_the_best_message_that_waits_for_it(page, accounts):
    page.click("#cart")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Your cart")
    expect(page.get_by_text("Less pressing")).to_have_count(0)
    page.get_by_role("button", name="To the cart").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#followed")).to_have_text("shop://cart")
    assert sorted(told(page, accounts)) == [PLACED, ("Your cart", "clicked"), ("Your cart", "shown")]


def test_an_event_that_does_not_fit_shows_another(page):
    page.click("#small-cart")
    expect(page.get_by_role("dialog")).to_contain_text("Less pressing")


def test_what_happens_offline_is_shown_and_told_later_once(page, accounts):
    page.context.set_offline(True)
    page.click("#cart")
    expect(page.get_by_role("dialog")).to_contain_text("Your cart")
    assert not page.evaluate("inbox.flush()")
    page.context.set_offline(False)
    assert told(page, accounts) == told(page, accounts)
    assert ("Your cart", "shown") in told(page, accounts)


def test_escape_dismisses_and_what_was_dismissed_stays_away(page, shop, accounts):
    page.click("#cart")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert ("Your cart", "dismissed") in told(page, accounts)
    page.reload()
    page.locator("body[data-ready]").wait_for()
    page.click("#cart")
    expect(page.get_by_role("dialog")).to_contain_text("Less pressing")


def test_who_leaves_takes_everything_along(page, accounts):
    """Offline too, where nothing new comes to take the place of what was there."""
    page.click("#cart")
    expect(page.get_by_role("dialog")).to_contain_text("Your cart")
    page.context.set_offline(True)
    page.get_by_role("button", name="To the cart").click()
    page.click("#search")
    page.evaluate("inbox.leave()")
    expect(page.locator(".roundtrip-banner")).to_have_count(0)
    assert page.evaluate("inbox.track('cart_viewed', { items: 3, screen: 'cart' })") is None
    assert page.evaluate("inbox.track('app_opened')") is None
    page.context.set_offline(False)
    assert ("Your cart", "clicked") not in told(page, accounts)  # nobody is left who could tell
    assert page.evaluate("inbox.refresh()")
    page.click("#open")
    expect(page.get_by_role("dialog")).to_contain_text("Welcome")


def test_a_full_screen_shows_text_and_never_markup(page):
    page.click("#open")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Welcome <b>back</b>")
    assert dialog.locator("b").count() == 0
    box = dialog.bounding_box()
    assert (box["width"], box["height"]) == (390, 844)


def test_a_banner_leaves_the_page_usable_and_leads_where_it_says(page):
    page.click("#search")
    banner = page.locator(".roundtrip-banner")
    expect(banner).to_contain_text("Looking for something?")
    banner.get_by_role("button", name="Looking for something?").click()
    expect(page.locator("#followed")).to_have_text("shop://help")
    expect(banner).to_have_count(0)


def test_a_placement_is_personal_and_goes_when_it_is_closed(page, accounts):
    place = page.locator("#placement")
    expect(place).to_contain_text("For you alone")
    place.get_by_role("button", name="Close").click()
    expect(place).to_be_empty()
    assert told(page, accounts) == [("For you alone", "dismissed"), PLACED]


def test_the_feed_is_in_order_and_remembers_what_was_read(page, accounts):
    items = page.locator("#feed article")
    expect(items).to_have_count(2)
    expect(items.first).to_contain_text("On top")
    page.get_by_role("button", name="On top").click()
    expect(page.locator("#followed")).to_have_text("shop://new")
    page.evaluate("inbox.flush()")
    page.reload()
    page.locator("body[data-ready]").wait_for()
    expect(page.locator("#feed article", has_text="On top")).to_have_class("roundtrip roundtrip-item")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen_and_every_control_can_be_touched(browser, shop, clock, width, tmp_path):
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.clock.set_fixed_time(clock.now())
    _visit(page, shop)
    pictures = Path(os.environ.get("PICTURES", tmp_path))
    for button in ("#cart", "#open", "#search"):
        page.click(button)
        page.locator("dialog, aside").wait_for()
        page.screenshot(path=pictures / f"{button[1:]}-{width}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for control in page.locator("dialog button:visible, aside .roundtrip-close").all():
            assert control.bounding_box()["height"] >= 44
        page.locator("dialog .roundtrip-close, aside .roundtrip-close").click()
    page.screenshot(path=pictures / f"page-{width}.png", full_page=True)
    context.close()
