"""Source files: their bytes, and the record of them that a report keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import SourceError
from corpus.report import Source

MAX_BYTES = 50_000_000


def read_source(path: Path, limit: int = MAX_BYTES) -> tuple[bytes, Source]:
    """Return the bytes of the file at `path` and its record.

    Raises:
        SourceError: it is missing, no regular file, or larger than `limit` bytes.
    """
    with file_errors(path):
        check_file(path, limit)
        data = path.read_bytes()
    media = path.suffix.removeprefix(".").lower()
    return data, Source(path.name, hashlib.sha256(data).hexdigest(), len(data), media)


def check_file(path: Path, limit: int = MAX_BYTES) -> None:
    """Refuse what cannot be a source file before anything is read of it.

    Raises:
        SourceError: it is missing, no regular file, empty, or larger than `limit` bytes.
    """
    with file_errors(path):
        if path.exists() and not path.is_file():
            raise SourceError("not_a_file", f"“{path.name}”不是普通文件，不能导入。")
        size = path.stat().st_size
    if size == 0:
        raise SourceError("empty", f"“{path.name}”是空文件，请检查文件是否完整。")
    if size > limit:
        most = limit // 1_000_000
        raise SourceError("too_big", f"“{path.name}”超过{most}MB，请拆成几个文件再导入。")


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Turn an error of the system inside the block into a `SourceError` about `path`."""
    try:
        yield
    except OSError as error:
        reason = "文件不存在" if isinstance(error, FileNotFoundError) else "没有读取权限或磁盘出错"
        raise SourceError("unopenable", f"打不开“{path.name}”：{reason}。") from error
