"""The citizens' page in a real browser: asking, proof, script, type, and text only."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from index.library import Library
from qa.service.pages import FOLDER, asset
from tests.browsing import DESK, PHONE
from tests.encoders import HashingEncoder
from tests.web.browsing import opened, website
from tests.web.service import ABSENT, QUESTION, REPORTS, SAMPLES, build, fill, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

LIGHTEST = 60 * 1024
CANARY = "canary.example"


def ask(page: Page | Frame, question: str) -> None:
    turns = page.locator(".turn").count()
    page.fill("#box", question)
    page.press("#box", "Enter")
    page.wait_for_selector(f".turn >> nth={turns} >> .answer")


def last(page: Page | Frame, selector: str) -> str:
    return page.locator(f".turn:last-of-type {selector}").first.inner_text().strip()


def serious(page: Page) -> list[str]:
    """What axe-core finds wrong that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['html'] for node in each['nodes']]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def test_the_figure_first_and_its_cell_lit(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        ask(page, QUESTION)
        assert last(page, ".answer-figure strong") == "71"
        assert last(page, "td[aria-current=true]") == "71"
        assert "理解为：2020年" in last(page, ".answer-understood")
        assert "以原文为准" in last(page, ".answer-foot")
        assert page.input_value("#box") == ""
        assert "71件" in page.locator("#status").inner_text()


def test_a_follow_up_keeps_its_history_in_the_page(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        ask(page, QUESTION)
        ask(page, "2019年呢？")
        assert "2019年" in last(page, ".answer-understood")
        kept = page.evaluate("JSON.stringify([localStorage, document.cookie])")
        assert "石桥区" not in kept
        assert page.context.cookies() == []


def test_suggestions_are_buttons_and_a_question_can_be_taken_back(
    browser: Browser, site: str
) -> None:
    with opened(browser, site) as page:
        page.locator(".welcome button").first.click()
        page.wait_for_selector(".turn .answer strong")
        page.locator("[data-edit]").first.click()
        assert page.input_value("#box") == page.locator(".asked").inner_text()
        ask(page, ABSENT)
        assert last(page, ".answer-words") == "没有找到"
        page.locator(".turn:last-of-type .answer-choices button").first.click()
        page.wait_for_selector(".turn >> nth=2 >> .answer strong")


def test_an_answer_is_copied_with_its_source_and_rated(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        ask(page, QUESTION)
        page.get_by_role("button", name="复制").click()
        page.get_by_role("button", name="已复制").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("2020年，云岭市石桥区人民政府")
        assert "出处：《云岭市石桥区人民政府2020年" in copied
        with page.expect_response("**/api/feedback") as reply:
            page.get_by_role("button", name="有帮助").click()
        assert reply.value.status == 204
        page.wait_for_selector(".after [aria-pressed=true]")


def test_the_figures_are_saved_as_a_sheet(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        ask(page, "石桥区2020年和2019年新收申请分别是多少件？")
        with page.expect_download() as saved:
            page.get_by_role("link", name="下载 CSV").click()
        assert saved.value.suggested_filename == "答案.csv"
        rows = saved.value.path().read_text("utf-8-sig")
        assert "71" in rows
        assert "52" in rows
        with page.expect_download() as saved:
            page.get_by_role("link", name="下载 Excel").click()
        assert saved.value.path().read_bytes().startswith(b"PK")
        assert page.locator("[data-picture]").count() == 0
        ask(page, ABSENT)
        assert page.locator(".turn:last-of-type .after a").count() == 0


def test_traditional_script_and_large_type_are_remembered(browser: Browser, site: str) -> None:
    with opened(browser, site) as page:
        page.click("#script")
        page.wait_for_selector("html[lang=zh-Hant]")
        page.click("#large")
        ask(page, "石橋區2020年收到多少件政府信息公開申請？")
        assert "雲嶺市石橋區人民政府" in last(page, ".answer-text")
        assert page.locator("#send").inner_text() == "提問"
        assert page.evaluate("getComputedStyle(document.body).fontSize") == "20px"
        page.reload()
        page.wait_for_selector("html.large[lang=zh-Hant]")
        page.click("#script")
        page.wait_for_selector("html[lang=zh-CN]")
        assert page.locator("#send").inner_text() == "提问"


def test_it_works_where_storage_is_denied(browser: Browser, site: str) -> None:
    denied = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})"
    with opened(browser, "about:blank") as page:
        page.add_init_script(denied)
        page.goto(site)
        page.click("#large")
        ask(page, QUESTION)
        assert last(page, ".answer-figure strong") == "71"


def test_what_cannot_be_asked_is_said_and_can_be_tried_again(browser: Browser, site: str) -> None:
    with opened(browser, site, expected=("422", "Failed to load", "net::")) as page:
        ask(page, "？！")
        assert "用一句话提问" in last(page, ".answer-problem")
        page.route("**/api/ask", lambda route: route.abort())
        ask(page, QUESTION)
        assert "没有连上服务" in last(page, ".answer-problem")
        page.unroute("**/api/ask")
        page.get_by_role("button", name="再试一次").last.click()
        page.wait_for_selector(".turn .answer strong")


def test_on_a_phone_only_the_table_scrolls(browser: Browser, site: str) -> None:
    with opened(browser, site, PHONE) as page:
        ask(page, QUESTION)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        frame = page.locator(".answer-table").first.bounding_box()
        lit = page.locator("td[aria-current=true]").first.bounding_box()
        assert frame is not None
        assert lit is not None
        assert frame["x"] <= lit["x"]
        assert lit["x"] + lit["width"] <= frame["x"] + frame["width"] + 1
        small = page.evaluate(
            "[...document.querySelectorAll('button')].filter(b => b.offsetHeight < 44 &&"
            " !b.closest('.answer-understood') && b.offsetParent).map(b => b.textContent)"
        )
        assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_nothing_keeps_anybody_out(
    browser: Browser, site: str, scheme: str, size: tuple[int, int]
) -> None:
    # axe itself is injected, which the page's policy forbids to everybody else.
    with opened(browser, "about:blank", size, scheme=scheme) as page:
        page.route("**/*", _without_policy)
        page.goto(site)
        ask(page, QUESTION)
        ask(page, ABSENT)
        assert serious(page) == []


def _without_policy(route: object) -> None:
    reply = route.fetch()  # type: ignore[attr-defined]
    headers = {k: v for k, v in reply.headers.items() if k != "content-security-policy"}
    route.fulfill(response=reply, headers=headers)  # type: ignore[attr-defined]


def test_page_and_parts_are_small() -> None:
    html = (FOLDER / "widget" / "page.html").stat().st_size
    assert html + len(asset("page.js").content) + len(asset("page.css").content) <= LIGHTEST
    assert len(asset("widget.js").content) <= 10 * 1024


# Text stays text

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'><img src=//canary.example/x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<link rel=stylesheet href=//canary.example/x.css>",
    "<base href=//canary.example/>",
    "<meta http-equiv=refresh content=0;url=//canary.example>",
    "<object data=//canary.example/x>",
    "<video src=//canary.example/x onerror=alert(1)>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</textarea><script>alert(1)</script>",
]
WRAPS = [
    "{}",
    "a{}",
    "{}b",
    "<!--{}-->",
    "{}{}",
    "]]>{}",
    "</title>{}",
    "</style>{}",
    "%3C{}",
    "\\{}",
]
STRINGS = [wrap.replace("{}", payload) for payload in PAYLOADS for wrap in WRAPS]


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library whose reports carry markup in title, text, table and file name."""
    folder = tmp_path_factory.mktemp("poison")
    text = (SAMPLES / REPORTS[1]).read_text("utf-8")
    lines = text.split("\n")
    at = next(n for n, line in enumerate(lines) if line.startswith("五、"))
    body = [f"第{n}条{string}存在的主要问题是标记。" for n, string in enumerate(STRINGS)]
    table = text.replace("予以公开", "予以公开<img src=x onerror=alert(1)>")
    files = {
        "石桥区2020<img src=x onerror=alert(1)>.txt": "\n".join(
            [*lines[: at + 1], *body, *lines[at + 1 :]]
        ),
        "table2020.txt": table.replace("石桥区", "青山区"),
        "title2020.txt": text.replace("石桥区", "绿水区<script>alert(1)</script>"),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return fill(folder / "library", *(folder / name for name in files))


def test_markup_in_reports_and_questions_runs_nothing(browser: Browser, poisoned: Path) -> None:
    with serving(build(poisoned)) as url, opened(browser, url, expected=("422",)) as page:
        foreign: list[str] = []
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(url) else foreign.append(asked.url),
        )
        for issuer in ("石桥区", "青山区", "绿水区"):
            ask(page, f"{issuer}2020年存在的主要问题是什么？")
            ask(page, f"{issuer}2020年收到多少件申请？")
        # All of them in `make faults`, each one being a question to a browser.
        for string in STRINGS if "BAOGAO_CASES" in os.environ else STRINGS[::10]:
            ask(page, f"{string} 收到多少件申请")
        assert "<script>alert(1)</script>" in "".join(page.locator(".answer").all_inner_texts())
        assert page.locator("img, iframe, object, video, script:not([src])").count() == 0
        assert page.evaluate("[...document.scripts].length") == 1
        own = ":not([href^='#']):not([href^='api/answers/'])"
        assert page.locator(f"#talk a:not([href^='http']){own}").count() == 0
        assert foreign == []
        assert CANARY not in page.url


def test_every_string_comes_back_as_text(poisoned: Path) -> None:
    assert len(STRINGS) == 200
    with serving(build(poisoned)) as url, httpx.Client(base_url=url) as web:
        for string in STRINGS[::7]:
            reply = web.post("/api/ask", json={"question": f"{string}多少件申请", "card": True})
            assert reply.headers["content-type"] == "application/json"
            assert reply.headers["x-content-type-options"] == "nosniff"
            assert reply.status_code in (200, 422)


def test_the_page_shows_a_page_of_the_original(browser: Browser, site: str) -> None:
    answer = httpx.post(f"{site}/api/ask", json={"question": QUESTION, "card": True}).json()
    for citation in answer["citations"]:
        citation |= {"page": 2, "box": [10, 10, 50, 30]}
    pixel = (
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
        "rkJggg=="
    )
    with opened(browser, site) as page:
        import base64

        image = base64.b64decode(pixel)
        page.route("**/api/ask", lambda route: route.fulfill(json=answer))
        page.route(
            "**/pages/2.png*", lambda route: route.fulfill(body=image, content_type="image/png")
        )
        ask(page, QUESTION)
        with page.expect_request("**/pages/2.png?fact=f_*"):
            page.get_by_role("button", name="看原文第2页").click()
        assert page.locator("img.sheet").get_attribute("alt") is not None
        page.get_by_role("button", name="看原文第2页").click()
        assert page.locator("img.sheet").is_hidden()


def test_another_generation_is_answered_without_a_restart(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True, encoder=HashingEncoder()) as library:
        library.ingest([SAMPLES / REPORTS[0]])
        with serving(build(tmp_path)) as url:
            assert "石桥区" in httpx.get(url).text
            library.ingest([SAMPLES / REPORTS[2]])
            assert "青禾区" in httpx.get(url).text


def test_nobody_else_may_frame_or_read_it(site: str) -> None:
    with website({"/": "x"}) as (origin, _):
        reply = httpx.get(site, headers={"origin": origin})
    assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
    assert reply.headers["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in reply.headers
