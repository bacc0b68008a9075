"""Intake: which files a call to ingest means, and what became of each of them.

Folders are walked, archives laid out for the time of the call, and the `报告.toml` beside
a file is read, so that a candidate carries everything that is known of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Literal

from corpus.corrections import FILE, NO_CLUES, Clues, Correction, read_corrections
from corpus.errors import SourceError
from corpus.readers.sandbox import Limits, run
from corpus.reading import SUFFIXES
from corpus.report import Problem

ARCHIVE = ".zip"
DOCUMENTS = frozenset(
    {".pdf", ".doc", ".docx", ".wps", ".ofd", ".rtf", ".html", ".htm", ".mht", ".mhtml", ".md"}
    | {".xls", ".xlsx", ".et", ".csv", ".rar", ".7z"}
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
    ".mhtml": "网页存档；请用浏览器打开，另存为“网页，仅 HTML”（.html）",
    ".rar": "RAR 压缩包；请解压到文件夹，或改为 .zip",
    ".7z": "7z 压缩包；请解压到文件夹，或改为 .zip",
}
"""What an unread format is, and what to do with it."""
_PAGES = (".html", ".htm", ".shtml", ".xhtml")
_PAGE_PARTS = ("_files", ".files", "_文件")
"""Endings of the folder in which a browser keeps what belongs to a saved page."""
_UNPACKING = Limits(written=500_000_000, handles=256)


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
    """What it is called to people; for a file of an archive, below the archive's path."""
    refusal: str | None = None
    place: Path | None = None
    """Where its bytes lie, if not at `path`."""
    clues: Clues = field(default=NO_CLUES)

    @property
    def file(self) -> Path:
        """Where its bytes lie."""
        return self.place or self.path


@contextmanager
def open_candidates(
    paths: Iterable[Path], said: Correction | None = None
) -> Iterator[list[Candidate]]:
    """Yield the files that `paths` stand for, each once, folders in sorted order.

    In a folder hidden entries and files that are no documents are passed over. A path
    named outright is always answered for. Archives are laid out until the end.

    Args:
        paths: files and folders.
        said: a correction for all of them.
    """
    found: dict[Path, Candidate] = {}
    with TemporaryDirectory(prefix="baogao-") as folder:
        for path in paths:
            for candidate in _folder(path) if path.is_dir() else _file(path, path.parent, ()):
                found.setdefault(candidate.path.resolve(), candidate)
        laid_out: list[Candidate] = []
        for number, candidate in enumerate(found.values()):
            if candidate.refusal is None and candidate.path.suffix.lower() == ARCHIVE:
                laid_out += _archive(candidate, Path(folder, str(number)))
            else:
                laid_out.append(candidate)
        yield [_corrected(candidate, said) for candidate in laid_out]


def _corrected(candidate: Candidate, said: Correction | None) -> Candidate:
    if said is None:
        return candidate
    clues = candidate.clues
    told = Clues(clues.name, clues.folders, said.over(clues.correction))
    return Candidate(candidate.path, candidate.refusal, candidate.place, told)


def _folder(root: Path) -> list[Candidate]:
    found: list[Candidate] = []
    for parent, folders, names in os.walk(root):
        pages = {Path(name).stem for name in names if Path(name).suffix.lower() in _PAGES}
        parts = {stem + ending for stem in pages for ending in _PAGE_PARTS}
        # In place: os.walk enters what is left, in this order.
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in parts
        )
        inside = (root.resolve().name, *Path(parent).relative_to(root).parts)
        for name in sorted(names):
            known = Path(name).suffix.lower() in SUFFIXES | DOCUMENTS | {ARCHIVE}
            # ~$ opens the name of the file in which Office notes who has another one open.
            if known and not name.startswith((".", "~$")):
                found += _file(Path(parent) / name, root, inside)
    if not found:
        return [Candidate(root, "文件夹里没有可以读取的文件；请确认路径。")]
    return found


def _file(path: Path, root: Path, folders: tuple[str, ...]) -> list[Candidate]:
    """Return the candidate for a file in `folders`, of which `root` is the first."""
    suffix = path.suffix.lower()
    if not path.exists():
        return [Candidate(path, "找不到这个文件；请确认路径。")]
    if suffix not in SUFFIXES and suffix in _SAVE_AS:
        return [Candidate(path, f"这是{_SAVE_AS[suffix]}，再加入。")]
    if suffix not in SUFFIXES and suffix != ARCHIVE:
        kind = f" {suffix} 文件" if suffix else "没有后缀名的文件"
        return [Candidate(path, f"此版本暂不支持{kind}；请另存为 .txt 后再加入。")]
    chain = [root, *(root.joinpath(*folders[1:end]) for end in range(2, len(folders) + 1))]
    notes = [folder / FILE for folder in chain if (folder / FILE).is_file()]
    return [_told(Candidate(path, clues=Clues(folders=folders)), path.name, notes)]


def _told(candidate: Candidate, name: str, notes: Sequence[Path]) -> Candidate:
    """Return `candidate` with what `notes`, the outermost first, say of the file `name`."""
    said = candidate.clues.correction
    for note in notes:
        try:
            said = read_corrections(note, name).over(said)
        except SourceError as error:
            return Candidate(candidate.path, str(error))
    clues = Clues(candidate.clues.name, candidate.clues.folders, said)
    return Candidate(candidate.path, None, candidate.place, clues)


def _archive(archive: Candidate, target: Path) -> list[Candidate]:
    """Return the candidates in an archive, whose files are laid out below `target`."""
    target.mkdir()
    arguments = (str(archive.path.resolve()), str(target))
    try:
        data = run("corpus.readers.archive:unpack", archive.path, *arguments, limits=_UNPACKING)
    except SourceError as error:
        return [Candidate(archive.path, str(error))]
    places = {PurePosixPath(name): target / place for name, place in json.loads(data)}
    notes = {name.parent: place for name, place in places.items() if name.name == FILE}
    parts = {
        name.with_name(name.stem + ending)
        for name in places
        if name.suffix.lower() in _PAGES
        for ending in _PAGE_PARTS
    }
    found: list[Candidate] = []
    for name, place in sorted(places.items()):
        shown = archive.path / name
        if parts.intersection(name.parents):
            continue
        suffix = name.suffix.lower()
        if suffix in _SAVE_AS and suffix not in SUFFIXES:
            found.append(Candidate(shown, f"这是{_SAVE_AS[suffix]}，再加入。"))
        elif suffix in SUFFIXES:
            folders = (*archive.clues.folders, archive.path.stem, *name.parts[:-1])
            clues = Clues(name.name, folders, archive.clues.correction)
            chain = [notes[above] for above in reversed(name.parents) if above in notes]
            found.append(_told(Candidate(shown, None, place, clues), name.name, chain))
    return found or [Candidate(archive.path, "压缩包里没有可以读取的文件；请确认内容。")]
