"""The files reports were read from, kept in the library by what is in them.

    files/<SHA-256>   bytes of one source file, never changed; outside the generations

A page image and the download of a report need the file long after it was moved away.
A copy is made before the generation that names it is published, and taken away after
the first one that no longer does. A library works without the copies.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from index.durable import disk_errors, file_sha256, sync

FILES = "files"
_NAME = re.compile(r"[0-9a-f]{64}")


def keep_source(root: Path, path: Path, sha256: str) -> None:
    """Keep a copy of the file at `path`, unless it has changed since it was read.

    Raises:
        LibraryError: The disk refused.
    """
    folder = root / FILES
    if (folder / sha256).is_file():
        return
    part = folder / f".{sha256}-{secrets.token_hex(4)}"
    with disk_errors(root, "写入"):
        folder.mkdir(exist_ok=True)
        try:
            shutil.copyfile(path, part)
            if file_sha256(part) == sha256:
                sync(part)
                os.replace(part, folder / sha256)
                sync(folder)
        finally:
            part.unlink(missing_ok=True)


def source_file(root: Path, sha256: str) -> Path | None:
    """Return where the file with this SHA-256 is kept, None where it is not."""
    path = root / FILES / sha256
    return path if _NAME.fullmatch(sha256) and path.is_file() else None


def drop_sources(root: Path, kept: Iterable[str]) -> None:
    """Remove every copy that is not among `kept`; the caller holds the write lock."""
    names = set(kept)
    for path in (root / FILES).glob("*"):
        if path.name not in names:
            with suppress(OSError):
                path.unlink()


def damaged_sources(root: Path) -> list[str]:
    """Return a Chinese line for each copy whose bytes are not what its name says."""
    return [
        f"原文件的副本 {FILES}/{path.name[:12]}… 已损坏；请删去它，再对原文件运行 baogao ingest。"
        for path in sorted((root / FILES).glob("*"))
        if _NAME.fullmatch(path.name) and file_sha256(path) != path.name
    ]
