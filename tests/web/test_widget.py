"""The widget on somebody else's website: who may frame it, what it listens to, its keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe

from qa.service.pages import asset
from tests.browsing import DESK, PHONE
from tests.web.browsing import opened, website
from tests.web.service import OPEN, QUESTION, build, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page

HOST_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>网站</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>网站</h1><button id="own">自己的按钮</button>{body}</main>
<a data-baogao href="{url}/">问报告</a>
<script src="{url}/widget.js" async data-title="问一问" {data}></script></body></html>"""


@contextmanager
def host(
    library: Path,
    data: str = "",
    body: str = "",
    *,
    allowed: bool = True,
    policy: str = "",
    root_path: str = "",
    script: str = "",
) -> Iterator[tuple[str, str]]:
    """Serve a website with the widget; yield its origin and the service's address."""
    pages: dict[str, str] = {}
    headers: dict[str, str] = {}
    with website(pages, headers) as (origin, _):
        frames = (origin if allowed else "https://www.example.gov.cn",)
        app = build(library, replace(OPEN, frame_ancestors=frames), root_path)
        with serving(app) as base:
            url = base + root_path
            pages["/"] = script.format(url=url) or HOST_PAGE.format(url=url, data=data, body=body)
            if policy:
                headers["content-security-policy"] = policy.format(url=base)
            yield origin, url


def launch(page: Page, url: str) -> Frame:
    """Open the widget and return its frame once it is ready."""
    page.click(".launch")
    page.frame_locator(".panel iframe").locator("#box:focus").wait_for()
    (frame,) = (each for each in page.frames if each.url.startswith(url))
    return frame


def ask(frame: Frame) -> str:
    frame.fill("#box", QUESTION)
    frame.press("#box", "Enter")
    return frame.locator(".turn .answer-figure strong").first.inner_text()


@pytest.mark.parametrize("root_path", ["", "/wenda"])
def test_an_allowed_website_shows_it_and_gets_answers(
    browser: Browser, library: Path, root_path: str
) -> None:
    with host(library, root_path=root_path) as (origin, url), opened(browser, origin) as page:
        assert page.locator(".launch").inner_text() == "问一问"
        assert page.locator("a[data-baogao]").is_hidden()
        frame = launch(page, url)
        assert frame.url.startswith(f"{url}/embed?")
        assert ask(frame) == "71"
        assert page.context.cookies() == []


def test_a_strict_policy_of_the_website_is_enough(browser: Browser, library: Path) -> None:
    policy = "default-src 'none'; script-src {url}; frame-src {url}; connect-src 'none'"
    with (
        host(library, policy=policy) as (origin, url),
        opened(browser, origin, expected=("favicon",)) as page,
    ):
        style = page.locator(".launch").evaluate("e => getComputedStyle(e).position")
        assert style == "fixed"
        assert ask(launch(page, url)) == "71"


def test_another_website_is_shown_a_plain_link_instead(browser: Browser, library: Path) -> None:
    with (
        host(library, allowed=False) as (origin, url),
        opened(browser, origin, expected=("frame-ancestors", "Failed to load")) as page,
    ):
        page.clock.install()
        page.click(".launch")
        page.clock.run_for(9000)
        page.locator(".late a").wait_for()
        assert page.locator(".late a").get_attribute("href") == f"{url}/"
        assert [frame.url for frame in page.frames if "embed" in frame.url] == []


def test_who_may_frame_is_said_by_the_service(library: Path) -> None:
    def policy(settings: object, path: str = "/embed") -> httpx.Headers:
        with serving(build(library, settings)) as url:  # type: ignore[arg-type]
            return httpx.get(url + path).headers

    nobody = policy(replace(OPEN, frame_ancestors=()))["content-security-policy"]
    assert "frame-ancestors 'none'" in nobody
    two = policy(replace(OPEN, frame_ancestors=("https://a.cn", "https://b.cn")))
    assert two["content-security-policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors https://a.cn https://b.cn"
    )
    assert "x-frame-options" not in two
    assert two["x-content-type-options"] == "nosniff"
    assert two["referrer-policy"] == "no-referrer"
    page = policy(replace(OPEN, frame_ancestors=("https://a.cn",)), "/")
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert page["x-frame-options"] == "DENY"


FORGED = [
    {"type": "close"},
    {"type": "resize", "height": 3000},
    {"type": "resize", "height": -1},
    {"type": "resize", "height": "100"},
    {"type": "eval", "code": "alert(1)"},
    "close",
    None,
    5,
    ["close"],
    {"kind": "close"},
]


def test_forged_messages_are_ignored(browser: Browser, library: Path) -> None:
    with host(library) as (origin, url), opened(browser, origin) as page:
        frame = launch(page, url)
        height = page.locator(".panel").evaluate("e => e.style.height")
        # From the website itself, from a frame of its own, and from within the widget
        # with what is no message: thirty in all.
        page.evaluate("sent => sent.forEach(each => window.postMessage(each, '*'))", FORGED)
        page.evaluate(
            """sent => new Promise(done => {
                const other = document.createElement('iframe');
                other.srcdoc = '<script>onmessage = e => parent.postMessage(e.data, "*")</' +
                    'script>';
                other.onload = () => {
                    sent.forEach(each => other.contentWindow.postMessage(each, '*'));
                    setTimeout(done, 100);
                };
                document.body.appendChild(other);
            })""",
            FORGED,
        )
        frame.evaluate(
            "([sent, to]) => sent.forEach(each => parent.postMessage(each, to))",
            [FORGED[1:], origin],
        )
        # To the page within: only the website that framed it is heard.
        frame.evaluate("sent => sent.forEach(each => window.postMessage(each, '*'))", FORGED)
        page.wait_for_timeout(200)
        assert page.locator(".panel").is_visible()
        assert page.locator(".panel").evaluate("e => e.style.height") == height
        assert ask(frame) == "71"


def test_the_page_within_tells_nobody_but_who_framed_it(browser: Browser, library: Path) -> None:
    body = "<script>window.heard=[]; onmessage = e => heard.push(e.data)</script>"
    with host(library, body=body) as (origin, url), opened(browser, origin) as page:
        frame = launch(page, url)
        heard = page.evaluate("heard")
        assert {each["type"] for each in heard} <= {"open", "close", "resize"}
        assert all(set(each) <= {"type", "height"} for each in heard)
        # Framed under a false name it says nothing at all.
        page.evaluate("heard.length = 0")
        page.evaluate(
            """address => new Promise(done => {
                const other = document.createElement('iframe');
                other.src = address;
                other.onload = () => setTimeout(done, 100);
                document.body.appendChild(other);
            })""",
            f"{url}/embed?host=https://other.example",
        )
        assert page.evaluate("heard") == []
        assert frame.url


def test_the_keyboard_stays_within_and_comes_back(browser: Browser, library: Path) -> None:
    inner = "document.activeElement.shadowRoot?.activeElement"
    with host(library) as (origin, url), opened(browser, origin) as page:
        page.focus("#own")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_function(f"{inner}?.tagName === 'IFRAME'")
        reached = set()
        for _ in range(24):
            page.keyboard.press("Tab")
            reached.add(page.evaluate(f"{inner}?.tagName + ' ' + {inner}?.textContent"))
        assert reached == {"IFRAME ", "A 新窗口", "BUTTON 关闭"}
        (frame,) = (each for each in page.frames if each.url.startswith(url))
        frame.focus("#box")
        page.keyboard.press("Escape")
        page.wait_for_function(f"{inner}?.className === 'launch'")
        assert page.locator(".panel").is_hidden()
        page.keyboard.press("Enter")
        page.wait_for_function(f"{inner}?.tagName === 'IFRAME'")
        page.locator(".bar button").focus()
        page.keyboard.press("Escape")
        page.wait_for_function(f"{inner}?.className === 'launch'")
        assert page.locator(".launch").get_attribute("aria-expanded") == "false"


def test_two_on_one_page_and_the_same_one_twice(browser: Browser, library: Path) -> None:
    script = """<!doctype html><html lang="zh"><title>x</title><body>
    <script src="{url}/widget.js" async data-title="甲" data-issuer="石桥区"></script>
    <script src="{url}/widget.js" async data-title="乙" data-issuer="青禾区"></script>
    <script src="{url}/widget.js" async data-title="乙" data-issuer="青禾区"></script>
    <script src="{url}/widget.js" async data-title="丙" data-position="left"></script>"""
    with host(library, script=script) as (origin, _), opened(browser, origin) as page:
        page.wait_for_function("window.baogaoWidget?.length === 3")
        assert sorted(page.locator(".launch").all_inner_texts()) == ["丙", "乙", "甲"]
        boxes = [each.bounding_box() for each in page.locator(".launch").all()]
        places = {(round(box["x"]) // 200, round(box["y"])) for box in boxes if box}
        assert len(places) == 3
        page.get_by_role("button", name="乙").click()
        frame = page.frame_locator("iframe[title='乙']")
        frame.locator(".welcome").wait_for()
        assert "青禾区" in frame.locator(".welcome").inner_text()
        frame.locator("#box").fill("收到多少件政府信息公开申请？")
        frame.locator("#box").press("Enter")
        assert "青禾区" in frame.locator(".answer-understood").first.inner_text()
        globals_added = page.evaluate(
            "Object.keys(window).filter(name => /baogao|widget/i.test(name))"
        )
        assert globals_added == ["baogaoWidget"]


def test_on_a_phone_it_takes_the_whole_screen(browser: Browser, library: Path) -> None:
    with host(library) as (origin, url), opened(browser, origin, PHONE) as page:
        frame = launch(page, url)
        box = page.locator(".panel").bounding_box()
        assert box == {"x": 0, "y": 0, "width": PHONE[0], "height": PHONE[1]}
        assert frame.evaluate("document.documentElement.scrollWidth") == PHONE[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(browser: Browser, library: Path, scheme: str) -> None:
    with host(library) as (origin, url), opened(browser, origin, DESK, scheme=scheme) as page:
        for _ in range(2):
            found = Axe().run(page).response["violations"]
            assert [v for v in found if v["impact"] in ("serious", "critical")] == []
            if page.locator(".launch").is_visible():
                launch(page, url)


def test_where_scripts_fail_there_is_a_link(browser: Browser, library: Path) -> None:
    with host(library) as (origin, url):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(origin)
        assert page.locator("a[data-baogao]").get_attribute("href") == f"{url}/"
        assert page.locator("a[data-baogao]").is_visible()
        context.close()


def test_the_loader_can_be_pinned_and_read_by_any_website(site: str) -> None:
    loader = asset("widget.js")
    pinned = httpx.get(f"{site}/widget-{loader.version}.js")
    assert pinned.content == httpx.get(f"{site}/widget.js").content == loader.content
    assert pinned.headers["access-control-allow-origin"] == "*"
    assert "immutable" in pinned.headers["cache-control"]
    assert httpx.get(f"{site}/widget-000000000000.js").status_code == 404


def test_the_frame_is_confined(browser: Browser, library: Path) -> None:
    with host(library) as (origin, url), opened(browser, origin) as page:
        launch(page, url)
        frame = page.locator("iframe")
        assert set(str(frame.get_attribute("sandbox")).split()) == {
            "allow-scripts",
            "allow-forms",
            "allow-same-origin",
            "allow-popups",
            "allow-popups-to-escape-sandbox",
        }
        assert frame.get_attribute("referrerpolicy") == "no-referrer"


def test_the_lines_to_paste_work_as_they_are(browser: Browser, library: Path) -> None:
    pages: dict[str, str] = {}
    with ExitStack() as stack:
        origin, _ = stack.enter_context(website(pages))
        app = build(library, replace(OPEN, frame_ancestors=(origin,)))
        url = stack.enter_context(serving(app))
        with opened(browser, f"{url}/snippet") as page:
            page.fill("[name=site]", f"{origin}/news/index.html")
            page.fill("[name=title]", '问"报告"<b>')
            page.check("[name=pinned]")
            assert page.inner_text("#setting") == f'frame_ancestors = ["{origin}"]'
            code = page.inner_text("#code")
        pages["/"] = f'<!doctype html><html lang="zh"><title>x</title><body>{code}</body>'
        with opened(browser, origin) as page:
            assert page.locator(".launch").inner_text() == '问"报告"<b>'
            assert ask(launch(page, url)) == "71"
