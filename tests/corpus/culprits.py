"""Functions that misbehave, for the sandbox to stop. Run only inside of it."""

import os
import signal
import socket
import sys
import time
from pathlib import Path

from corpus.errors import SourceError


def well(text: str) -> bytes:
    os.write(1, b"noise of a parser")
    return text.encode()


def refuse() -> bytes:
    raise SourceError("odd", "“x”不对。")


def fail() -> bytes:
    raise KeyError("unexpected")


def eat() -> bytes:
    return b"".join(bytearray(1 << 24) for _ in range(1000))


def recurse() -> bytes:
    return recurse()


def spin() -> bytes:
    while True:
        pass


def sleep(note: str) -> bytes:
    """Leave a child asleep, its number in the file `note`."""
    if child := os.fork():
        Path(note).write_text(str(child))
    time.sleep(600)
    return b""


def crash() -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def flood() -> bytes:
    return b"x" * (3 << 20)


def write() -> bytes:
    with open("big", "wb") as file:
        file.write(b"x" * (3 << 20))
    return b""


def look() -> bytes:
    """What the child sees: names of its environment, its folder, heavy modules, network."""
    try:
        with socket.socket() as probe:
            probe.settimeout(1)
            probe.connect(("192.0.2.1", 9))
        reached = "net"
    except OSError:
        reached = ""
    heavy = {"jieba", "numpy", "torch"} & set(sys.modules)
    return repr((sorted(os.environ), os.listdir("."), sorted(heavy), reached)).encode()
