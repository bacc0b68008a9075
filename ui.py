"""The Gradio interface, and the web application that carries it.

One page: a conversation of answer cards, the box to ask in, and what the library
holds. All answering is `Desk`'s; the functions here only pass it on. The buttons
within the cards say what they do in `data-ask` and `data-edit`, and `qa/gradio.js`
turns that into events.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

import qa
from index.library import Library
from qa.card import error_to_html
from qa.conversation import (
    WORKING,
    Desk,
    Exchange,
    exchanges_to_html,
    holdings_to_html,
    welcome_to_html,
)
from qa.service.question_log import QuestionLog
from qa.settings import Settings, state_folder
from qa.web import build_web

ASSETS = Path(qa.__file__).parent
KEPT = 20
"""Exchanges of a conversation that stay on the page."""
SESSIONS = 500
"""Conversations remembered at a time; each holds up to KEPT cards."""
WAITING = 64
"""Questions that may wait for their turn."""
TAGLINE = "用中文向政府报告提问。数字取自原文，都能看到出处。"
BROKEN = "查询时出了意外，没有得到答案。请再试一次；如果仍然这样，请告知管理员。"
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

Step = tuple[str, str, list[Exchange]]
"""What a question sets: the box, the conversation shown, the exchanges remembered."""


def build_app(library_dir: Path, root_path: str = "", settings: Settings | None = None) -> FastAPI:
    """Return the application: Gradio under `/ui`, and around it what `qa.web` serves.

    Args:
        library_dir: Directory of the library to answer from; made where there is none.
        root_path: Path prefix when served below one by a proxy, e.g. `/wenda`.
        settings: How to run; by default as for this machine alone.

    Raises:
        LibraryError: The library cannot be used.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Gradio would summarise its last events with pandas after each of them.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    settings = settings or Settings(public=False)
    state = state_folder(library_dir, settings)
    log = QuestionLog(state / "questions", settings.question_log_days)
    desk = Desk(Library.open(library_dir, create=True), log)
    app = build_web(desk, settings, state, root_path)
    gr.mount_gradio_app(
        app,
        _page(desk),
        "/ui",
        root_path=f"{root_path}/ui" if root_path else None,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size="1kb",
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=_theme(),
        head=_head(),
    )
    return app


def _page(desk: Desk) -> gr.Blocks:
    page = gr.Blocks(title="问报告", analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(f"<h1>问报告</h1><p>{TAGLINE}</p>", elem_id="masthead")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="main"):
                script = (ASSETS / "gradio.js").read_text("utf-8")
                talk = gr.HTML(elem_id="talk", js_on_load=script, apply_default_css=False)
                with gr.Row(elem_id="asking"):
                    box = _box()
                    button = gr.Button("提问", variant="primary", scale=0, elem_id="ask")
            holdings = gr.HTML(elem_id="holdings", apply_default_css=False)
        exchanges = gr.State([], time_to_live=3600)

        def ask(typed: str, past: list[Exchange], event: gr.EventData) -> Iterator[Step]:
            # A button within a card brings its question along, the box has it typed.
            question = event.question if event.target is talk else typed
            yield "", *_step([*past, Exchange(question, "", WORKING)])
            yield "", *_step([*past, desk.ask(question, past)])

        def fail(past: list[Exchange]) -> tuple[str, list[Exchange]]:
            # Nothing is under way where the question did not even get into the queue.
            done = [each for each in past if each.card != WORKING]
            asked = "".join(each.question for each in past if each.card == WORKING)
            return _step([*done, Exchange(asked, "", error_to_html(BROKEN))])

        def load() -> tuple[str, str]:
            reports = desk.library.reports()
            return welcome_to_html(reports), holdings_to_html(reports)

        page.load(load, None, [talk, holdings], **PRIVATE)
        # One listener for all three, so that a second question waits for the first.
        asks = [box.submit, button.click, talk.submit]
        shown = [box, talk, exchanges]
        asked = gr.on(asks, ask, [box, exchanges], shown, trigger_mode="once", **PRIVATE)
        asked.failure(fail, [exchanges], [talk, exchanges], **PRIVATE)
    page.queue(max_size=WAITING, default_concurrency_limit=2 * (os.cpu_count() or 1))
    page.state_session_capacity = SESSIONS
    return page


def _step(exchanges: list[Exchange]) -> tuple[str, list[Exchange]]:
    """Return the conversation to show and to remember."""
    kept = exchanges[-KEPT:]
    return exchanges_to_html(kept), kept


def _box() -> gr.Textbox:
    return gr.Textbox(
        placeholder="请输入您的问题",
        label="问题",
        show_label=False,
        container=False,
        max_lines=4,
        scale=1,
        elem_id="question",
    )


def _theme() -> gr.themes.Base:
    """Return Gradio's plain theme in the colours of `qa/card.css`, with local fonts only."""
    fonts = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
    theme = gr.themes.Base(
        font=[gr.themes.Font(name) for name in fonts],
        font_mono=[gr.themes.Font("monospace")],
    )
    return theme.set(
        body_background_fill="#F7F8FA",
        body_background_fill_dark="#14171C",
        body_text_color="#1A1D21",
        body_text_color_dark="#ECEFF3",
        button_primary_background_fill="#1B5FAA",
        button_primary_background_fill_dark="#7FB4F0",
        button_primary_background_fill_hover="#164E8C",
        button_primary_background_fill_hover_dark="#A5CBF5",
        button_primary_text_color="#FFFFFF",
        button_primary_text_color_dark="#14171C",
    )


def _head() -> str:
    """Return what goes into the page's head: our styles, and that Gradio decides on dark."""
    styles = "".join((ASSETS / name).read_text("utf-8") for name in ("card.css", "gradio.css"))
    script = "document.documentElement.classList.add('follows-class')"
    return f"<style>{styles}</style><script>{script}</script>"
