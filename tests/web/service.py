"""The service as tests need it: a real server on a free port, over a few sample reports."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fastapi import FastAPI

import corpus.samples
from index.library import Library
from qa.desk import Desk
from qa.llm.rewording import Reworder
from qa.service.question_log import QuestionLog
from qa.service.serving import app_to_server
from qa.service.web import build_web
from qa.settings import Settings
from tests.encoders import HashingEncoder

SAMPLES = Path(corpus.samples.__file__).parent / "reports"
REPORTS = ("石桥区2019.txt", "石桥区2020.txt", "青禾区2022.txt")
QUESTION = "石桥区2020年收到多少件政府信息公开申请？"
TEXT_QUESTION = "青禾区2022年存在的主要问题是什么？"
ABSENT = "石桥区2020年外国公民的申请有多少件？"
OPEN = Settings(public=False, rate_per_minute=0)
PUBLIC = Settings(public=True, rate_per_minute=0, access_log=False)


def fill(folder: Path, *files: Path) -> Path:
    """Read `files` into the library in `folder`, whose vectors need no model."""
    with Library.open(folder, create=True, encoder=HashingEncoder()) as library:
        results = library.ingest(files)
        assert {result.status for result in results} == {"added"}
    return folder


def build(
    folder: Path, settings: Settings = OPEN, root_path: str = "", state: Path | None = None
) -> FastAPI:
    """Return the application without Gradio over the library in `folder`."""
    library = Library.open(folder, create=True, encoder=HashingEncoder())
    where = state or folder / ".service"
    log = QuestionLog(where / "questions", settings.question_log_days)
    desk = Desk(library, log, reworder=Reworder(settings.llm) if settings.llm else None)
    return build_web(desk, settings, where, root_path)


@contextmanager
def serving(app: FastAPI, settings: Settings = OPEN) -> Iterator[str]:
    """Serve `app` as `baogao serve` does and yield its address, without the last slash."""
    server = app_to_server(app, settings)
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
