"""Durable files: bringing them to disk, hashing them, and saying why the disk refused."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import LibraryError

_REASONS = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
}


@contextmanager
def disk_errors(root: Path, action: str) -> Iterator[None]:
    """Turn an `OSError` inside the block into a `LibraryError` about `root`."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise LibraryError(f"库“{root}”{action}失败：{reason}；请检查磁盘和权限后重试。") from error


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_synced(path: Path, text: str) -> None:
    """Write `text` to `path` and return when it is on disk."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync_tree(folder: Path, mode: int) -> None:
    """Bring every file and folder below `folder` to disk; files get `mode`."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file():
            # tantivy makes some files private to the writer; readers may be others.
            path.chmod(mode)
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    """Bring one file, or the entries of one folder, to disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
