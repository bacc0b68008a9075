"""Every tab of the workbench in a real browser, over the sample reports."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import PHONE, SAMPLES, ingest, open_page, serve
from tests.encoders import HashingEncoder
from ui import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library")
    ingest(root, *sorted(path.name for path in (SAMPLES / "reports").iterdir()))
    return root


@pytest.fixture(scope="module")
def site(library: Path) -> Iterator[str]:
    with serve(build_app(library, encoder=HashingEncoder())) as url:
        yield url


def _tab(page: Page, name: str, shown: str = ".desk-form") -> None:
    page.click(f"#{name}-tab-button")
    page.wait_for_selector(f"#{name}-pane {shown}")


def _send(page: Page, name: str) -> None:
    page.click(f"#{name}-pane .desk-main")
    page.wait_for_selector(f"#{name}-pane .desk-count")


def test_a_search_leads_into_the_report_at_the_place(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        _tab(page, "search")
        page.fill("#search-pane input[name=q]", "政策解读")
        page.select_option("#search-pane select[name=mode]", "words")
        page.select_option("#search-pane select[name=from]", "2020")
        _send(page, "search")
        marked = page.locator("#search-pane mark").first.inner_text()
        title = page.locator("#search-pane .desk-link").first.inner_text()
        assert marked == "政策解读"
        assert "份报告提到“政策解读”" in page.inner_text("#search-pane .desk-count")
        assert "2019年政府信息公开" not in page.inner_text("#search-pane .desk-hits")

        page.locator("#search-pane .desk-link").first.click()
        page.wait_for_selector("#reader-pane .reader-here")
        assert page.inner_text("#reader-pane h2") == title
        assert page.locator(".reader-here mark").first.is_visible()
        assert page.locator("#reader-pane nav li").count() > 5
        assert page.locator("#reader-pane .reader-table table").count() >= 3


def test_meaning_brings_like_passages_of_other_years_folded(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        _tab(page, "search")
        page.fill("#search-pane input[name=q]", "申请人 答复 行政复议")
        _send(page, "search")
        assert page.locator("#search-pane .desk-hit").count() >= 5
        page.click("#search-pane .desk-ticks summary")
        page.check("#search-pane input[value='云岭市交通运输局']")
        assert "云岭市交通运输局" in page.inner_text("#search-pane .desk-ticks summary")
        _send(page, "search")
        page.wait_for_function(
            "[...document.querySelectorAll('#search-pane h3')]"
            ".every(h => h.textContent.includes('交通运输局'))"
        )


def test_reports_are_listed_and_problems_stand_beside_them(browser: Browser, site: str) -> None:
    with open_page(browser, site, PHONE) as page:
        _tab(page, "reader")
        assert page.inner_text("#reader-pane .desk-count") == "16份报告"
        page.fill("#reader-pane input[name=q]", "青禾区")
        page.select_option("#reader-pane select[name=year]", "2021")
        _send(page, "reader")
        page.wait_for_function("document.querySelectorAll('.desk-reports li').length === 1")
        page.click(".desk-reports .desk-link")
        page.wait_for_selector(".reader aside li")
        assert "没有读准的地方（1）" in page.inner_text(".reader aside")
        assert page.locator(".reader .answer-unread").count() >= 1
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_large_type_is_remembered(browser: Browser, site: str) -> None:
    with open_page(browser, site, PHONE) as page:
        page.click("#larger")
        assert page.get_attribute("#larger", "aria-pressed") == "true"
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        page.reload()
        page.wait_for_selector("#talk-pane .answer")
        assert page.evaluate("document.documentElement.classList.contains('large')")
