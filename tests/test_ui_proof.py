"""The proof in a real browser: the page of the PDF with the cell outlined."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from index.library import Library
from tests.browsing import open_page, serve
from tests.encoders import HashingEncoder
from tests.qa.budget import QUESTION, draw_budget
from ui import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = tmp_path_factory.mktemp("library")
    with Library.open(root / "库", create=True, encoder=HashingEncoder()) as writer:
        writer.ingest([draw_budget(root)])
    with serve(build_app(root / "库", encoder=HashingEncoder())) as url:
        yield url


def test_the_page_of_the_original_opens_below_the_answer(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        page.fill("#question textarea", QUESTION)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".talk-turn .answer-figure strong")
        assert page.inner_text(".talk-turn .answer-figure strong") == "96.50"
        picture = page.locator(".answer-page img")
        assert not picture.evaluate("image => image.complete && image.naturalWidth > 0")
        page.click(".answer-page summary")
        page.wait_for_function("document.querySelector('.answer-page img').naturalWidth > 0")
        assert "第1页" in str(picture.get_attribute("alt"))

        page.click("#reader-tab-button")
        page.wait_for_selector("#reader-pane .desk-link")
        page.click("#reader-pane .desk-reports .desk-link")
        page.wait_for_selector("#reader-pane .reader")
        assert page.locator("#reader-pane .answer-page").count() == 0
