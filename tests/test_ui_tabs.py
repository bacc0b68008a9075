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


def test_figures_of_issuers_and_years_stand_in_a_table_to_sort(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        _tab(page, "data", ".desk-table")
        assert page.locator("#data-pane .chart > svg").count() == 1
        page.click("#data-pane .desk-ticks[data-name=measure] summary")
        page.uncheck("#data-pane input[name=measure]:checked")
        page.fill("#data-pane .desk-ticks[data-name=measure] [data-narrow]", "行政复议 › 总计")
        page.locator("#data-pane label:not([hidden]) > input[name=measure]").check()
        page.select_option("#data-pane select[name=from]", "2022")
        _send(page, "data")
        page.wait_for_function("document.querySelectorAll('#data-pane thead th').length === 2")
        head = page.locator("#data-pane thead button").last
        assert head.inner_text().startswith("2022年")
        head.click()
        figures = page.locator("#data-pane tbody td").all_inner_texts()
        assert figures == sorted(figures, key=int, reverse=True)
        assert len(figures) == 4
        assert page.get_attribute("#data-pane thead th:last-child", "aria-sort") == "descending"

        with page.expect_download() as saved:
            page.click("#data-pane a[href^='data.csv']")
        text = saved.value.path().read_text("utf-8-sig")
        assert text.splitlines()[0] == "单位,年份,指标,数值,计量单位,原文,出处,页码"
        assert len(text.splitlines()) == 5

        page.locator("#data-pane tbody .desk-link").first.click()
        page.wait_for_selector("#reader-pane td[aria-current=true]")
        assert page.inner_text("#reader-pane td[aria-current=true]") == figures[0]


def test_two_reports_side_by_side_say_what_differs(browser: Browser, site: str) -> None:
    with open_page(browser, site, PHONE) as page:
        _tab(page, "profile", ".desk-table")
        page.select_option("#profile-pane select[name=first]", label="云岭市石桥区人民政府 2020年")
        page.select_option("#profile-pane select[name=second]", label="云岭市石桥区人民政府 2021年")
        page.locator("#profile-pane .desk-main").last.click()
        page.wait_for_function("document.querySelectorAll('#profile-pane thead th').length === 4")
        row = page.locator("#profile-pane tbody tr").nth(1).locator("td").all_inner_texts()
        assert row == ["71", "88", "多17"]
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_failed_checks_open_their_cells_and_print(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        _tab(page, "checks", ".desk-checks")
        page.select_option("#checks-pane select[name=issuer]", "云岭市石桥区人民政府")
        page.select_option("#checks-pane select[name=from]", "2020")
        page.select_option("#checks-pane select[name=to]", "2020")
        _send(page, "checks")
        page.wait_for_function("document.querySelectorAll('.desk-checks').length === 1")
        assert "两边不等" in page.inner_text(".desk-checks")
        with page.context.expect_page() as opened:
            page.click("#checks-pane a[href^='checks?']")
        sheet = opened.value
        sheet.wait_for_selector("tbody tr")
        assert sheet.title() == "云岭市石桥区人民政府数据核对单"
        assert "本年新收政府信息公开申请数量" in sheet.inner_text("table")
        page.locator(".desk-checks button", has_text="看这些格").first.click()
        page.wait_for_selector("#checks-pane td[aria-current=true]")
        assert page.locator("#checks-pane td[aria-current=true]").count() >= 3


def test_staff_read_in_correct_enter_and_remove(browser: Browser, tmp_path: Path) -> None:
    ingest(tmp_path / "库", "青禾区2021.txt")
    broken = tmp_path / "坏.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    app = build_app(tmp_path / "库", encoder=HashingEncoder())
    with serve(app) as url, open_page(browser, url) as page:
        _ask_unread(page)
        _tab(page, "manage", ".desk-reports")
        page.set_input_files(
            "#files input[type=file]", [SAMPLES / "reports/石桥区2020.txt", broken]
        )
        page.wait_for_selector("#files .file-preview, #files table")
        page.click("#intake")
        page.wait_for_selector("#told .desk-reports li:nth-child(2)")
        told = page.locator("#told li").all_inner_texts()
        assert told[0].startswith("已读入 石桥区2020.txt")
        assert told[1].startswith("没有读成 坏.pdf")

        page.click("#manage-pane >> text=在库报告")
        page.wait_for_function("document.querySelectorAll('#manage-pane li').length === 2")
        page.locator("#manage-pane li", has_text="石桥区").locator("text=更正").click()
        page.fill("#manage-pane input[name=year]", "2018")
        page.fill("#manage-pane input[name=name]", "张三")
        page.fill("#manage-pane input[name=reason]", "封面写的是2018年")
        page.click("#manage-pane .desk-main")
        page.wait_for_selector("#manage-pane >> text=已保存")

        page.click("#manage-pane >> text=补录")
        cell = page.locator("#manage-pane li", has_text="现行有效")
        cell.locator("summary").first.click()
        cell.locator("input[name=figure]").fill("53")
        cell.locator("input[name=name]").fill("张三")
        cell.locator("input[name=reason]").fill("核对原件")
        cell.locator("button[type=submit]").click()
        page.wait_for_selector("#manage-pane >> text=已补录")

        page.click("#manage-pane >> text=没答上的问题")
        page.click("#manage-pane >> text=再试一次")
        page.wait_for_selector("#manage-pane >> text=现在能答了")
        page.click("#manage-pane >> text=改动记录")
        page.wait_for_selector("#manage-pane >> text=2处改动")

        page.click("#manage-pane >> text=在库报告")
        page.once("dialog", lambda dialog: dialog.accept())
        page.locator("#manage-pane li", has_text="石桥区").locator("text=移除").click()
        page.wait_for_selector("#manage-pane >> text=已移除")
        assert page.locator("#manage-pane .desk-reports li").count() == 1


def _ask_unread(page: Page) -> None:
    page.fill("#question textarea", "青禾区2021年行政规范性文件现行有效多少件？")
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".talk-turn .answer-words")
    assert page.inner_text(".talk-turn .answer-words") == "原文无法辨认"
