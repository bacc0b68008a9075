"""Intake: which files a call to ingest means, and what became of each of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corpus.reading import SUFFIXES
from corpus.report import Problem

DOCUMENTS = frozenset(
    {".pdf", ".doc", ".docx", ".wps", ".ofd", ".rtf", ".html", ".htm", ".mht", ".md"}
    | {".xls", ".xlsx", ".et", ".csv"}
)
"""Suffixes of documents that are named as failed rather than passed over in a folder."""
_SAVE_AS = {
    ".doc": "旧版 Word 文件；请用 Word 或 WPS 打开，另存为 .docx",
    ".wps": "WPS 文字文件；请用 WPS 打开，另存为 .docx",
    ".rtf": "RTF 文件；请用 Word 或 WPS 打开，另存为 .docx",
    ".xls": "旧版 Excel 文件；请用 Excel 或 WPS 打开，另存为 .xlsx",
    ".et": "WPS 表格文件；请用 WPS 打开，另存为 .xlsx",
    ".ofd": "OFD 版式文件；请用 OFD 阅读器或 WPS 打开，导出为 .pdf",
    ".mht": "网页存档；请用浏览器打开，另存为“网页，仅 HTML”（.html）",
}
"""What an unread format is, and what to do with it."""


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one file."""

    path: Path
    status: Literal["added", "unchanged", "updated", "failed"]
    report: str | None
    message: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to ingest, or, with a `refusal`, the reason why it is none."""

    path: Path
    refusal: str | None = None


def paths_to_candidates(paths: Iterable[Path]) -> list[Candidate]:
    """Return the files that `paths` stand for, each once, folders in sorted order.

    In a folder hidden entries and files that are no documents are passed over. A path
    named outright is always answered for.
    """
    found: dict[Path, Candidate] = {}
    for path in paths:
        for candidate in _folder(path) if path.is_dir() else [_file(path)]:
            found.setdefault(candidate.path.resolve(), candidate)
    return list(found.values())


def _folder(folder: Path) -> list[Candidate]:
    files: list[Path] = []
    for parent, folders, names in os.walk(folder):
        # In place: os.walk enters what is left, in this order.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        files += [
            Path(parent) / name
            for name in sorted(names)
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES | DOCUMENTS
        ]
    if not files:
        return [Candidate(folder, "文件夹里没有可以读取的文件；请确认路径。")]
    return [_file(file) for file in files]


def _file(path: Path) -> Candidate:
    suffix = path.suffix.lower()
    if not path.exists():
        return Candidate(path, "找不到这个文件；请确认路径。")
    if suffix not in SUFFIXES and suffix in _SAVE_AS:
        return Candidate(path, f"这是{_SAVE_AS[suffix]}，再加入。")
    if suffix not in SUFFIXES:
        kind = f" {suffix} 文件" if suffix else "没有后缀名的文件"
        return Candidate(path, f"此版本暂不支持{kind}；请另存为 .txt 后再加入。")
    return Candidate(path)
