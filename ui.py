"""The Gradio interface, and the web application that carries it.

One page: a conversation of answer cards, the box to ask in, and what the library
holds. All answering is `Desk`'s; the functions here only pass it on. The buttons
within the cards say what they do in `data-ask` and `data-edit`, and `qa/workbench/gradio.js`
turns that into events.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response

from corpus.errors import BaogaoError
from corpus.reading import SUFFIXES
from index.embedding import Encoder, is_loaded
from index.library import Library
from qa.conversation import (
    HINT,
    WORKING,
    Exchange,
    ask_at,
    exchanges_to_html,
    holdings_to_html,
    welcome_to_html,
)
from qa.desk import Desk
from qa.llm.rewording import Reworder
from qa.rendering.card import error_to_html
from qa.rendering.sheets import answer_to_rows
from qa.service.downloads import file_to_response
from qa.service.question_log import QuestionLog
from qa.service.web import build_web
from qa.settings import Settings, state_folder
from qa.workbench.checks import checks_or_cells
from qa.workbench.checks_sheet import checks_to_page
from qa.workbench.data import data_pane, data_to_rows, prepare
from qa.workbench.fields import Fields, event_to_fields, pairs_to_fields
from qa.workbench.intake import intake_steps
from qa.workbench.look import LARGER, MASTHEAD, asset, head, theme
from qa.workbench.manage import manage_pane
from qa.workbench.markup import message
from qa.workbench.profile import profile_pane
from qa.workbench.reader import reader_pane
from qa.workbench.search import search_pane

KEPT = 20
"""Exchanges of a conversation that stay on the page."""
SESSIONS = 500
"""Conversations remembered at a time; each holds up to KEPT cards."""
WAITING = 64
"""Questions that may wait for their turn."""
BROKEN = "查询时出了意外，没有得到答案。请再试一次；如果仍然这样，请告知管理员。"
Pane = Callable[[Desk, Fields], str | Iterator[str]]
"""What a tab shows, or the steps of what takes a while."""
TABS: tuple[tuple[str, str, Pane], ...] = (
    ("search", "检索", search_pane),
    ("reader", "报告", reader_pane),
    ("data", "数据", data_pane),
    ("profile", "对比", profile_pane),
    ("checks", "核对", checks_or_cells),
)
"""Tabs beside the conversation: their ids, what they are called, and what they show."""
PLAIN = "text/plain; charset=utf-8"
PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

Step = tuple[str, str, list[Exchange]]
"""What a question sets: the box, the conversation shown, the exchanges remembered."""


def build_app(
    library_dir: Path,
    root_path: str = "",
    settings: Settings | None = None,
    encoder: Encoder | None = None,
) -> FastAPI:
    """Return the application: Gradio under `/ui`, and around it what `qa.service.web` serves.

    Args:
        library_dir: Directory of the library to answer from; made where there is none.
        root_path: Path prefix when served below one by a proxy, e.g. `/wenda`.
        settings: How to run; by default as for this machine alone.
        encoder: Embedding model; the configured one by default.

    Raises:
        LibraryError: The library cannot be used.
        UsageError: A language model is set up, and its client is not installed.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Gradio would summarise its last events with pandas after each of them.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    settings = settings or Settings(public=False)
    state = state_folder(library_dir, settings)
    uploads = (state / "uploads").resolve()
    uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)
    log = QuestionLog(state / "questions", settings.question_log_days)
    library = Library.open(library_dir, create=True, encoder=encoder)
    reworder = None if settings.llm is None else Reworder(settings.llm)
    desk = Desk(
        library, log, is_loaded if encoder is None else lambda: True, reworder, state, encoder
    )
    app = build_web(desk, settings, state, root_path)
    _add_downloads(app, desk)
    gr.mount_gradio_app(
        app,
        _page(desk),
        "/ui",
        root_path=f"{root_path}/ui" if root_path else None,
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        show_error=False,
        max_file_size="50mb",
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
        head=head(),
    )
    return app


def _add_downloads(app: FastAPI, desk: Desk) -> None:
    """Add the files the tabs link to; they lie below `/ui` and need its login."""

    @app.get("/ui/answers/{key}.{form}", include_in_schema=False)
    def answer(key: str, form: str) -> Response:
        kept = desk.kept(key)
        if kept is None:
            return Response("这个答案已经不在内存里了，请重新提问后下载。", 404, media_type=PLAIN)
        return file_to_response(answer_to_rows(kept), "答案", form)

    @app.get("/ui/data.{form}", include_in_schema=False)
    def data(form: str, request: Request) -> Response:
        fields = pairs_to_fields(request.query_params.multi_items())
        return file_to_response(data_to_rows(desk, fields), "数据", form)

    @app.get("/ui/checks", include_in_schema=False)
    def checks(request: Request) -> Response:
        fields = pairs_to_fields(request.query_params.multi_items())
        return HTMLResponse(checks_to_page(desk, fields))


def _page(desk: Desk) -> gr.Blocks:
    script = asset("workbench/gradio.js")
    page = gr.Blocks(
        title="问报告", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)
    )
    with page:
        gr.HTML(MASTHEAD, elem_id="masthead", js_on_load=LARGER, apply_default_css=False)
        with gr.Tabs(elem_id="tabs", overflow_behavior="wrap"):
            with gr.Tab("问答", id="talk", elem_id="talk-tab"):
                _talk_tab(page, desk, script)
            for name, title, pane in TABS:
                with gr.Tab(title, id=name, elem_id=f"{name}-tab"):
                    _pane_tab(desk, name, pane, script)
            with gr.Tab("管理", id="manage", elem_id="manage-tab"):
                _intake(desk)
                _pane_tab(desk, "manage", manage_pane, script)
    # Those who wait for a language model take nobody else's turn.
    waiting = desk.reworder.settings.concurrency if desk.reworder else 0
    at_once = 2 * (os.cpu_count() or 1) + waiting
    page.queue(max_size=WAITING, default_concurrency_limit=at_once)
    page.state_session_capacity = SESSIONS
    return page


def _pane_tab(desk: Desk, name: str, pane: Pane, script: str) -> None:
    """Lay out a tab that is one pane of forms and what they bring."""
    shown = gr.HTML(elem_id=f"{name}-pane", js_on_load=script, apply_default_css=False)
    changes = count()

    def show(event: gr.EventData) -> Iterator[str]:
        for shown in _steps(desk, pane, event):
            # The page notices only a value that differs from the one before.
            yield f"{shown}<!--{next(changes)}-->"

    def fail() -> str:
        return message(BROKEN, "alert")

    shown.submit(show, None, shown, **PRIVATE).failure(fail, None, shown, **PRIVATE)


def _intake(desk: Desk) -> None:
    """Lay out where files are chosen and read in."""
    files = gr.File(
        label="选择报告文件（PDF、Word、Excel、网页、文本，每个不超过50MB）",
        file_count="multiple",
        file_types=sorted(SUFFIXES),
        elem_id="files",
    )
    button = gr.Button("读入所选文件", variant="primary", elem_id="intake")
    told = gr.HTML(elem_id="told", apply_default_css=False)

    def take(names: list[str] | None) -> Iterator[str]:
        yield from intake_steps(desk, names or [])

    def fail() -> str:
        return message(BROKEN, "alert")

    done = button.click(take, files, told, concurrency_limit=1, **PRIVATE)
    done.success(lambda: None, None, files, **PRIVATE)
    done.failure(fail, None, told, **PRIVATE)


def _steps(desk: Desk, pane: Pane, event: gr.EventData) -> Iterator[str]:
    try:
        shown = pane(desk, event_to_fields(event._data))
        yield from [shown] if isinstance(shown, str) else shown
    except BaogaoError as error:
        yield message(str(error), "alert")


def _talk_tab(page: gr.Blocks, desk: Desk, script: str) -> None:
    """Lay out the conversation, the box to ask in, and what the library holds."""
    with gr.Row(elem_id="desk"):
        with gr.Column(elem_id="main"):
            talk = gr.HTML(elem_id="talk-pane", js_on_load=script, apply_default_css=False)
            with gr.Row(elem_id="asking"):
                box = _box()
                button = gr.Button("提问", variant="primary", scale=0, elem_id="ask")
        holdings = gr.HTML(elem_id="holdings", apply_default_css=False)
    exchanges = gr.State([], time_to_live=3600)

    def ask(typed: str, past: list[Exchange], event: gr.EventData) -> Iterator[Step]:
        # A button within a card brings its question along, the box has it typed.
        question = event_to_fields(event._data).one("question") if event.target is talk else typed
        if not question.strip():
            yield "", exchanges_to_html(past, HINT), past
            return
        yield "", *_step([*past, Exchange(question, "", WORKING)])
        for exchange in ask_at(desk, question, past):
            yield "", *_step([*past, exchange])

    def fail(past: list[Exchange]) -> tuple[str, list[Exchange]]:
        # Nothing is under way where the question did not even get into the queue.
        done = [each for each in past if each.card != WORKING]
        asked = "".join(each.question for each in past if each.card == WORKING)
        return _step([*done, Exchange(asked, "", error_to_html(BROKEN))])

    def load() -> tuple[str, str]:
        # What the other tabs begin with is worked out while the first question is typed.
        threading.Thread(target=prepare, args=(desk,), name="prepare", daemon=True).start()
        reports = desk.holdings.reports
        return welcome_to_html(reports), holdings_to_html(reports)

    def vote(event: gr.EventData) -> None:
        fields = event_to_fields(event._data)
        if fields.act in ("up", "down") and desk.kept(fields.one("key")):
            desk.rate(fields.one("key"), fields.act, fields.one("reason")[:200])

    page.load(load, None, [talk, holdings], **PRIVATE)
    talk.like(vote, None, None, **PRIVATE)
    # One listener for all three, so that a second question waits for the first.
    asks = [box.submit, button.click, talk.submit]
    shown = [box, talk, exchanges]
    asked = gr.on(asks, ask, [box, exchanges], shown, trigger_mode="once", **PRIVATE)
    asked.failure(fail, [exchanges], [talk, exchanges], **PRIVATE)


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
