"""The real page in a real browser, over a library of sample reports; the routes around it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.testclient import TestClient

from tests.browsing import PHONE, SAMPLES, ingest, open_page, serve
from ui import build_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

REPORTS = ("石桥区2019.txt", "石桥区2020.txt", "青禾区2022.txt")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("library")
    ingest(root, *REPORTS)
    return root


@pytest.fixture(scope="module")
def site(library: Path) -> Iterator[str]:
    with serve(build_app(library)) as url:
        yield url


def _ask(page: Page, question: str) -> None:
    turns = page.locator(".talk-turn").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(f".talk-turn:nth-of-type({turns + 1}) .answer")


def _last(page: Page, selector: str) -> str:
    return page.locator(f".talk-turn:last-child {selector}").inner_text().strip()


def _truth(report: str, row: str, column: str) -> str:
    cells = json.loads((SAMPLES / "truth" / report).read_text("utf-8"))["cells"]
    (raw,) = [c["raw"] for c in cells if c["row"][-1:] == [row] and c["column"][-1:] == [column]]
    return str(raw)


NEW = "一、本年新收政府信息公开申请数量"


def test_the_answer_is_the_figure_and_its_cell_is_lit(browser: Browser, site: str) -> None:
    truth = _truth("石桥区2020.json", NEW, "总计")
    with open_page(browser, site) as page:
        _ask(page, "石桥区2020年收到多少件政府信息公开申请？")

        assert _last(page, ".answer-figure strong") == truth
        assert _last(page, ".answer-figure .answer-unit") == "件"
        assert _last(page, "td[aria-current=true]") == truth
        assert "石桥区人民政府2020年" in _last(page, ".answer-source summary")
        assert "以原文为准" in _last(page, ".answer-foot")
        assert page.input_value("#question textarea") == ""


def test_a_follow_up_is_understood_from_the_conversation(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        _ask(page, "石桥区2020年收到多少件政府信息公开申请？")
        _ask(page, "2019年呢？")

        assert _last(page, ".answer-figure strong") == _truth("石桥区2019.json", NEW, "总计")
        assert page.locator(".talk-turn").count() == 2
        assert "沿用上一问" in _last(page, ".answer-understood")
        assert "石桥区" not in page.evaluate("JSON.stringify(localStorage)")


def test_the_page_opens_with_examples_and_what_is_held(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        assert page.title() == "问报告"
        assert page.evaluate("document.documentElement.lang") == "zh-CN"
        assert page.locator("#holdings li").all_inner_texts() == [
            "云岭市石桥区人民政府\n2019–2020年",
            "云岭市青禾区人民政府\n2022年",
        ]
        example = page.locator("#talk-pane button").first
        question = example.inner_text()
        example.click()
        page.wait_for_selector(".talk-turn .answer-figure strong")
        assert _last(page, ".talk-question") == question


def test_nothing_found_says_what_is_held_and_its_buttons_ask(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        _ask(page, "石桥区2020年外国公民的申请有多少件？")

        assert _last(page, ".answer-words") == "没有找到"
        assert page.locator(".talk-turn .answer strong").count() == 0
        assert "云岭市石桥区人民政府" in _last(page, ".answer-chips")
        page.locator(".answer-choices button").first.click()
        page.wait_for_selector(".talk-turn:nth-of-type(2) .answer-figure strong")


def test_a_question_can_be_taken_back_and_changed(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        _ask(page, "石桥区2020年收到多少件政府信息公开申请？")
        page.locator("button[data-edit]").click()
        assert page.input_value("#question textarea") == "石桥区2020年收到多少件政府信息公开申请？"

        page.press("#question textarea", "Enter")
        page.wait_for_selector(".talk-turn:nth-of-type(2) .answer-figure strong")


def test_on_a_phone_only_the_table_scrolls_and_the_lit_cell_is_in_sight(
    browser: Browser, site: str
) -> None:
    with open_page(browser, site, PHONE) as page:
        _ask(page, "石桥区2020年收到多少件政府信息公开申请？")

        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        box = page.locator(".answer-table")
        assert box.evaluate("box => box.scrollWidth > box.clientWidth")
        frame, lit = box.bounding_box(), page.locator("td[aria-current=true]").bounding_box()
        assert frame is not None
        assert lit is not None
        assert frame["x"] <= lit["x"]
        assert lit["x"] + lit["width"] <= frame["x"] + frame["width"] + 1


def test_a_question_that_cannot_be_asked_is_told_so_in_words(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        for question in ("问" * 501, "？！"):
            _ask(page, question)
            assert page.locator(".talk-turn:last-child [data-status=error]").count() == 1


def test_an_empty_question_is_a_passing_hint(browser: Browser, site: str) -> None:
    with open_page(browser, site) as page:
        page.fill("#question textarea", "   ")
        page.press("#question textarea", "Enter")
        page.wait_for_selector(".talk-hint")
        assert page.locator(".talk-turn").count() == 0
        _ask(page, "石桥区2020年收到多少件政府信息公开申请？")
        assert page.locator(".talk-hint").count() == 0


def test_markup_in_a_question_stays_text(browser: Browser, site: str) -> None:
    question = "<img src=x onerror=alert(1)>${1+1}{{value}} 申请有多少件"
    with open_page(browser, site) as page:
        _ask(page, question)
        assert _last(page, ".talk-question") == question
        assert page.locator("#talk-pane img").count() == 0


def test_an_empty_library_says_how_to_begin(browser: Browser, tmp_path: Path) -> None:
    app = build_app(tmp_path / "new")
    with serve(app) as url, open_page(browser, url) as page:
        assert "baogao ingest" in page.locator("#talk-pane").inner_text()
        _ask(page, "2020年收到多少件申请？")
        assert _last(page, ".answer-words") == "没有找到"


def test_a_proxy_may_serve_it_below_a_path(browser: Browser, library: Path) -> None:
    app = build_app(library, "/wenda")
    with serve(app) as url:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{url}/wenda/ui/")
        page.locator("#talk-pane button").first.click()
        page.wait_for_selector(".talk-turn .answer-figure strong")
        assert page.url == f"{url}/wenda/ui/"
        context.close()


# Routes, without a browser


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with TestClient(
        build_app(tmp_path_factory.mktemp("empty")), "http://x.example", follow_redirects=False
    ) as client:
        yield client


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "reports": 0, "generation": None}


def test_an_ingest_shows_without_a_restart(tmp_path: Path) -> None:
    with TestClient(build_app(tmp_path)) as client:
        ingest(tmp_path, REPORTS[0])
        assert client.get("/healthz").json()["reports"] == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "gradio_api/file=/etc/passwd"),
        ("GET", "gradio_api/file=ui.py"),
        ("GET", "gradio_api/file=http://127.0.0.1"),
        ("GET", "gradio_api/file/etc/passwd"),
        ("GET", "gradio_api/proxy=http://127.0.0.1/"),
        ("GET", "gradio_api/runs"),
        ("GET", "gradio_api/openapi.json"),
        ("POST", "gradio_api/run/ask"),
        ("POST", "gradio_api/call/ask"),
        ("POST", "gradio_api/component_server"),
        ("POST", "gradio_api/process_recording"),
        ("POST", "gradio_api/vibe-edit"),
        ("GET", "monitoring"),
        ("GET", "monitoring/summary"),
        ("GET", "assets/../../../../etc/passwd"),
        ("GET", "static/..%2f..%2f..%2fetc/passwd"),
        ("GET", "login"),
    ],
)
def test_routes_the_page_does_not_need_are_shut(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, f"/ui/{path}")
    assert answer.status_code == 404


def test_no_other_site_may_read_or_frame_theopen_page(client: TestClient) -> None:
    answer = client.get("/ui/config", headers={"origin": "https://evil.example"})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_page_names_no_other_host(client: TestClient) -> None:
    answer = client.get("/ui/")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert "githubusercontent" not in answer.text
    assert "googleapis" not in answer.text + client.get("/ui/theme.css").text


def test_what_gradio_would_publish_or_keep_is_off(client: TestClient) -> None:
    config: dict[str, Any] = client.get("/ui/config").json()
    assert client.get("/ui/gradio_api/info").json()["named_endpoints"] == {}
    assert config["show_error"] is False
    assert config["run_history"] is False
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
