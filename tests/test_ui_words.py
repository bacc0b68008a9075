"""A question nobody could answer, in the browser: a word is tried, saved, and it answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qa.understanding.own_words import FILE
from tests.browsing import ingest, open_page, serve
from tests.encoders import HashingEncoder
from ui import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUESTION = "石桥区2020年的来函件有多少件？"


def test_a_word_is_tried_on_the_question_set_and_saved(browser: Browser, tmp_path: Path) -> None:
    ingest(tmp_path / "库", "石桥区2020.txt")
    app = build_app(tmp_path / "库", encoder=HashingEncoder())
    with serve(app) as url, open_page(browser, url) as page:
        page.fill("#question textarea", QUESTION)
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".talk-turn .answer-words")

        page.click("#manage-tab-button")
        page.wait_for_selector("#manage-pane >> text=1个问题没有答上")
        page.click("#manage-pane .desk-reports >> text=加一种说法")
        page.wait_for_selector("#manage-pane input[name=word]")
        assert "函件" in page.input_value("#manage-pane input[name=word]")
        page.fill("#manage-pane input[name=word]", "来函件")
        page.select_option("#manage-pane select[name=heading]", "申请办理|部分公开")
        page.fill("#manage-pane input[name=word]", "不予公开")
        page.click("#manage-pane .desk-main")
        page.wait_for_selector("#manage-pane [role=alert]")
        assert "已经指“不予公开”" in page.inner_text("#manage-pane [role=alert]")

        page.click("#manage-pane >> text=没答上的问题")
        page.click("#manage-pane .desk-reports >> text=加一种说法")
        page.wait_for_selector("#manage-pane input[name=word]")
        page.fill("#manage-pane input[name=word]", "来函件")
        page.select_option("#manage-pane select[name=heading]", "申请办理|新收")
        page.click("#manage-pane .desk-main")
        page.wait_for_selector("#manage-pane table", timeout=120_000)
        said = page.inner_text("#manage-pane")
        assert "题库里答案有变的：0个" in said
        assert "问过的1个问题里答案有变的：1个" in said
        assert "71件" in said
        assert not (tmp_path / "库" / FILE).exists()
        page.locator("#manage-pane >> text=保存").first.click()
        page.wait_for_selector("#manage-pane >> text=即时生效")
        assert "来函件" in (tmp_path / "库" / FILE).read_text("utf-8")

        page.click("#manage-pane >> text=没答上的问题")
        page.click("#manage-pane >> text=再试一次")
        page.wait_for_selector("#manage-pane >> text=现在能答了")
