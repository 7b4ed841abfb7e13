"""Every shipped template as a phone and a desk see it, in light and dark, and where a mail reader drops the styles."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from roundtrip import settings
from roundtrip.channels.mail_template import MailTemplates
from roundtrip.channels.skeleton import filled

CHROMIUM = shutil.which("chromium")
FOLDER = settings.PROJECT / "include" / "templates"
TEMPLATES = sorted(path.name.removesuffix(".mjml").split(".") for path in FOLDER.glob("[!_]*.mjml"))
LONG = {
    "first_name": "Maximiliane-Wilhelmina von Hohenlohe-Öhringen",
    "unsubscribe_url": "https://crm.example/unsubscribe/" + "x" * 43,
}
WIDTHS = (360, 1280)
SMALLEST_TAP, SMALLEST_LETTER = 44, 13  # CSS pixels: what a thumb hits, what an eye reads
STYLES = re.compile(r"<style.*?</style>", re.DOTALL)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no `chromium` on this machine to look at mails with")
each_template = pytest.mark.parametrize("template", TEMPLATES, ids=".".join)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def look(browser) -> Callable[[str], Page]:
    """`look(html)`: it on a phone; nothing is fetched from anywhere."""
    page = browser.new_context(offline=True).new_page()

    def opened(html: str) -> Page:
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.set_content(html)
        return page

    return opened


def html(template: list[str]) -> str:
    name, language = template
    found = MailTemplates(FOLDER, "en", is_tracked=False).load(name, language)
    return filled(found.html, found.values(LONG))


def overflow(page: Page) -> float:
    """CSS pixels by which anything reaches beyond the window: to be scrolled to, or cut off by a card's round corners."""
    return page.evaluate(
        "Math.max(document.documentElement.scrollWidth,"
        " ...[...document.querySelectorAll('body *')].map(e => e.getBoundingClientRect().right)) - innerWidth"
    )


@each_template
def test_nobody_scrolls_sideways_not_even_where_the_reader_drops_the_styles(template, look):
    for content in (html(template), STYLES.sub("", html(template))):
        page = look(content)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert overflow(page) <= 0, width
        assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "14px"


@each_template
def test_a_thumb_hits_the_button_and_an_eye_reads_the_text(template, look):
    page = look(html(template))
    button = page.locator("a[href^='https://app.example.com']").first.bounding_box()
    assert button["height"] >= SMALLEST_TAP
    assert button["width"] >= 360 - 2 * 40
    sizes = page.evaluate(
        "[...document.querySelectorAll('a, td > div')].filter(e => e.innerText.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)).filter(Boolean)"
    )
    assert min(sizes) >= SMALLEST_LETTER


@each_template
def test_every_text_stands_out_in_light_and_dark(template, look):
    page = look(html(template))
    for kind in ("light", "dark"):
        page.emulate_media(color_scheme=kind)
        assert min(page.evaluate(CONTRASTS)) >= 4.5, kind  # WCAG AA


def test_the_language_is_said(look):
    for template in TEMPLATES:
        assert look(html(template)).evaluate("document.documentElement.lang") == template[1]


CONTRASTS = """
() => {
  const parse = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('a, p, div')]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.offsetHeight > 0)
    .map(e => [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((a, b) => b - a))
    .map(([brighter, darker]) => (brighter + .05) / (darker + .05));
}
"""
