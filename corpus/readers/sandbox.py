"""The sandbox: a file is parsed in a process of its own, which may die of it.

Parsers of PDF, Word, Excel and web pages can be made to eat all memory, to run for
ever or to crash outright. Each call here starts a fresh process, which limits its own
memory, processor time, file sizes and handles before it touches the file, has no
network where the system lets it give that up, and is killed with everything it started
when its time is over. What it found comes back through a pipe as bounded bytes, and
whatever went wrong as one `SourceError`.
"""

from __future__ import annotations

import ctypes
import json
import logging
import os
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

from corpus.errors import SourceError
from corpus.readers.source import check_file
from corpus.readers.wire import bytes_to_document
from corpus.report import Document

_MEGABYTE = 1 << 20
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_CHILD = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from {module} import serve; serve()"
)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use."""

    memory: int = 1536 * _MEGABYTE
    """Bytes of address space."""
    cpu: int = 60
    """Seconds of processor time."""
    wall: float = 90.0
    """Seconds by the clock."""
    file: int = 50_000_000
    """Bytes of the file that is read."""
    output: int = 256 * _MEGABYTE
    """Bytes handed back."""
    written: int = 64 * _MEGABYTE
    """Bytes of any file written on the way."""
    handles: int = 64
    """Files open at once."""


LIMITS = Limits()


def read_sandboxed(reader: str, path: Path, limits: Limits = LIMITS) -> Document:
    """Return what `reader` makes of the file at `path`, read in a process of its own.

    Args:
        reader: `module:function` of a `read_x(path) -> Document`.
        path: the file.
        limits: what it may use.

    Raises:
        SourceError: the file cannot be read, or not within the limits.
    """
    data = run(
        "corpus.readers.wire:read_to_bytes", path, reader, str(path.resolve()), limits=limits
    )
    try:
        return bytes_to_document(data)
    except (ValueError, KeyError, TypeError) as error:
        raise _broken(path.name) from error


def run(function: str, path: Path, *arguments: object, limits: Limits = LIMITS) -> bytes:
    """Return `function(*arguments)`, run in a process of its own.

    Args:
        function: `module:name` of a function that returns bytes.
        path: the file it is about.
        arguments: what it is called with, as JSON knows it.
        limits: what it may use.

    Raises:
        SourceError: the function raised one, failed, or went beyond the limits.
    """
    check_file(path, limits.file)
    with tempfile.TemporaryDirectory(prefix="baogao-") as folder:
        task = {
            "function": function,
            "arguments": arguments,
            "name": path.name,
            "limits": asdict(limits),
        }
        output, code = _communicate(json.dumps(task).encode(), Path(folder), path.name, limits)
    kind, _, rest = output.partition(b"\n")
    if code == 0 and kind == b"value":
        return rest
    if code == 0 and kind == b"error":
        problem, _, message = rest.decode("utf-8", "replace").partition("\n")
        raise SourceError(problem, message)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise _too_slow(path.name)
    raise _broken(path.name)


def _communicate(task: bytes, folder: Path, name: str, limits: Limits) -> tuple[bytes, int]:
    """Run the child on `task`; return what it wrote and how it ended."""
    paths = json.dumps([str(Path(entry).resolve()) for entry in sys.path])
    child = subprocess.Popen(
        [sys.executable, "-I", "-c", _CHILD.format(module=__name__), paths],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        output, errors = _exchange(child, task, name, limits)
        code = child.wait(timeout=5)
    except subprocess.TimeoutExpired as error:
        raise _too_slow(name) from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for pipe in (child.stdin, child.stdout, child.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
    if code:
        _log.debug("reader of %s ended with %d: %s", name, code, errors.decode("utf-8", "replace"))
    return output, code


def _environment(folder: Path) -> Mapping[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "LANG", "LC_ALL") if key in os.environ}
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, **threads, "TMPDIR": str(folder), "HOME": str(folder)}


def _exchange(
    child: subprocess.Popen[bytes], task: bytes, name: str, limits: Limits
) -> tuple[bytes, bytes]:
    """Send the task and gather both outputs until the child closes them."""
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    with suppress(BrokenPipeError):
        # A task fits into the buffer of a pipe, so this never waits.
        child.stdin.write(task)
        child.stdin.close()
    deadline = time.monotonic() + limits.wall
    output, errors = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ, output)
        selector.register(child.stderr, selectors.EVENT_READ, errors)
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                raise _too_slow(name)
            for key, _ in ready:
                piece = os.read(key.fd, _MEGABYTE)
                if not piece:
                    selector.unregister(key.fileobj)
                key.data.extend(piece)
                if len(output) > limits.output:
                    raise SourceError("too_long", f"“{name}”内容过多，请拆成几个文件再导入。")
                del errors[:-4096]
    return bytes(output), bytes(errors)


def serve() -> None:
    """Be the child: take one task from standard input, answer on standard output."""
    task = json.loads(sys.stdin.buffer.read())
    limits = Limits(**task["limits"])
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # Whatever a parser prints must not mix with the answer.
    _confine(limits)
    module, _, name = task["function"].partition(":")
    try:
        value: bytes = getattr(import_module(module), name)(*task["arguments"])
        kind = b"value"
    except (SourceError, MemoryError, RecursionError) as error:
        problem = _explain(error, task["name"])
        kind, value = b"error", f"{problem.code}\n{problem}".encode()
    with answer:
        answer.write(kind + b"\n")
        answer.write(value)
    # Without the clean-up of libraries, which may crash after the work is done.
    os._exit(0)


def _confine(limits: Limits) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.written),
        (resource.RLIMIT_NOFILE, limits.handles),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # Not every system knows every limit.
            resource.setrlimit(kind, (most, most))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if libc.unshare(_CLONE_NEWNET) != 0:
            libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _explain(error: SourceError | MemoryError | RecursionError, name: str) -> SourceError:
    if isinstance(error, SourceError):
        return error
    if isinstance(error, MemoryError):
        message = f"“{name}”展开后太大，超出内存上限；请拆成几个文件再导入。"
        return SourceError("too_big_inside", message)
    return SourceError("too_deep", f"“{name}”里的嵌套层数过多，读不了；请另存一份再导入。")


def _too_slow(name: str) -> SourceError:
    return SourceError("too_slow", f"读“{name}”超出时间上限，已停止；请拆成几个文件再导入。")


def _broken(name: str) -> SourceError:
    return SourceError(
        "broken", f"“{name}”读不了：文件损坏，或内容与后缀名不符。请重新下载或另存一份再导入。"
    )
