"""Serving: the web application on a socket, announced, until it is told to stop."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from corpus.errors import BaogaoError, ModelError

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI

    from index.embedding import Encoder
    from qa.settings import Settings

DRAIN = 10
"""Seconds that questions under way are given to finish."""
SWITCH = 0.001
"""Seconds after which a thread lets another one run."""
FILES = 4096
RESERVED = 56
"""Files kept for the library itself, out of what connections may use."""

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


def address(server: socket.socket, root_path: str = "") -> str:
    """Return the URL of the citizens' page, as opened on this machine."""
    host, port = server.getsockname()[:2]
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}{root_path.rstrip('/')}/"


def announcement(url: str, questions: list[str], warnings: Sequence[str] = ()) -> str:
    """Return what is printed once the interface can be opened."""
    lines = [f"问报告已就绪：{url}ui", f"公众页面：{url}　嵌入网站：{url}snippet"]
    if questions:
        lines += ["可以先问：", *(f"  · {question}" for question in questions)]
    lines += [f"注意：{warning}" for warning in warnings]
    return "\n".join([*lines, "按 Ctrl-C 停止。"])


def start_warnings(settings: Settings, users: Sequence[str]) -> list[str]:
    """Return what whoever starts the service should know about its settings."""
    warnings = []
    if settings.public and not users:
        warnings.append("还没有用户，工作人员不能登录；请运行 baogao user add 用户名。")
    if settings.public and not settings.frames:
        warnings.append("还没有网站可以嵌入问答窗口；请在 baogao.toml 里写 frame_ancestors。")
    if settings.public and not settings.limited:
        warnings.append("没有限制提问次数（rate_per_minute = 0），只适合压力测试。")
    return warnings


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


def run_app(app: FastAPI, server: socket.socket, settings: Settings) -> None:
    """Serve `app` on `server` until SIGINT or SIGTERM, and let what is under way finish."""
    from qa.service.logs import log_to_stderr

    log_to_stderr()
    # Threads that answer let go of the interpreter sooner, so that refusals are quick.
    sys.setswitchinterval(SWITCH)
    # uvicorn raises the signal it stopped for once more; both are an ordinary end here.
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    app_to_server(app, settings).run(sockets=[server])


def app_to_server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """Return the web server that serves `app`, not yet running."""
    import uvicorn

    from qa.service.connections import IDLE, Connection

    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        limit_concurrency=raise_file_limit() - RESERVED,
        timeout_keep_alive=IDLE,
        timeout_graceful_shutdown=DRAIN,
    )
    return uvicorn.Server(config)


def raise_file_limit() -> int:
    """Let this process open as many files as it may, up to `FILES`, and return how many."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, most))
    return limit


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    # Nothing is open for writing. An orderly exit would cut into the import of torch,
    # which may still be under way, and show the traceback of that.
    sys.stdout.flush()
    os._exit(0)
