"""Serving: the web application on a socket, announced, until it is told to stop."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from corpus.errors import BaogaoError, ModelError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from index.embedding import Encoder

DRAIN = 10
"""Seconds that questions under way are given to finish."""

_REFUSED = {
    errno.EADDRINUSE: "端口已被别的程序占用",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址",
    errno.EACCES: "没有使用这个端口的权限",
    socket.EAI_NONAME: "找不到这个地址",
    socket.EAI_AGAIN: "找不到这个地址",
}


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises:
        BaogaoError: The address is not this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        reason = _REFUSED.get(error.errno or 0, "系统没有允许")
        raise BaogaoError(
            f"不能在 {host} 的端口 {port} 上提供服务：{reason}；"
            "请用 --port 换一个端口，或检查 --host。"
        ) from error


def address(server: socket.socket) -> str:
    """Return the URL of the interface, as opened on this machine."""
    host, port = server.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/ui" if ":" in host else f"http://{host}:{port}/ui"


def announcement(url: str, questions: list[str]) -> str:
    """Return what is printed once the interface can be opened."""
    lines = [f"问报告已就绪：{url}"]
    if questions:
        lines += ["可以先问：", *(f"  · {question}" for question in questions)]
    return "\n".join([*lines, "按 Ctrl-C 停止。"])


def warm_up(encoder: Encoder) -> threading.Thread:
    """Load the embedding model in the background and return the thread that does it.

    A process holds one copy of a model, so whichever library asks for it next finds it
    loaded. Without this the first question about the text of reports would wait.
    """

    def load() -> None:
        # What is wrong with the model is said to whoever asks something that needs it.
        with contextlib.suppress(ModelError):
            encoder.encode_query("预热")

    thread = threading.Thread(target=load, name="warm-up", daemon=True)
    thread.start()
    return thread


def run_app(app: FastAPI, server: socket.socket) -> None:
    """Serve `app` on `server` until SIGINT or SIGTERM, and let what is under way finish."""
    import uvicorn

    # uvicorn raises the signal it stopped for once more; both are an ordinary end here.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, timeout_graceful_shutdown=DRAIN
    )
    uvicorn.Server(config).run(sockets=[server])


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    # Nothing is open for writing. An orderly exit would cut into the import of torch,
    # which may still be under way, and show the traceback of that.
    sys.stdout.flush()
    os._exit(0)
