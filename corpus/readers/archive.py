"""Archives of reports (.zip): their files laid out in a folder, within limits.

Names written by Chinese Windows are GBK. Folders inside are kept, since they say whose
report a file is; a name can never lead out of the target folder.
"""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path, PurePosixPath

from corpus.readers.package import open_archive, read_member, too_big_inside
from corpus.readers.source import read_source

MAX_DEPTH = 3
"""Archives within archives that are opened."""
MAX_FILES = 1_000
MAX_TOTAL = 500_000_000
_UTF8 = 0x800
_MAX_NAME = 120


def unpack(path: str, target: str) -> bytes:
    """Lay the files of the archive at `path` out below `target`.

    Returns:
        JSON: for each file its name in the archive and its place below `target`.

    Raises:
        SourceError: it is no archive, encrypted, or beyond the limits.
    """
    found: list[tuple[str, str]] = []
    data, _ = read_source(Path(path))
    _unpack(data, Path(path).name, Path(target), PurePosixPath(), found, [0])
    return json.dumps(found).encode()


def _unpack(
    data: bytes,
    name: str,
    target: Path,
    inside: PurePosixPath,
    found: list[tuple[str, str]],
    total: list[int],
) -> None:
    with open_archive(data, name) as archive:
        for entry in archive.infolist():
            parts = member_parts(entry)
            if entry.is_dir() or not parts or parts[0] == "__MACOSX":
                continue
            if any(part.startswith(".") for part in parts):
                continue
            content = read_member(archive, entry, name)
            total[0] += len(content)
            if total[0] > MAX_TOTAL or len(found) >= MAX_FILES:
                raise too_big_inside(name)
            place = inside.joinpath(*parts)
            if place.suffix.lower() == ".zip" and len(inside.parts) < MAX_DEPTH * 10:
                depth = sum(1 for part in inside.parts if part.lower().endswith(".zip"))
                if depth + 1 < MAX_DEPTH:
                    _unpack(content, place.name, target, place, found, total)
                    continue
            # The name could clash or be too long for a disk; its number cannot.
            file = target / str(len(found)) / place.name
            file.parent.mkdir(parents=True)
            file.write_bytes(content)
            found.append((str(place), str(file.relative_to(target))))


def member_parts(entry: zipfile.ZipInfo) -> tuple[str, ...]:
    """Return the folders and the name of an entry, without anything that leads elsewhere."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        # zipfile took the bytes for code page 437.
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = re.split(r"[/\\]", name)
    clean = (re.sub(r'[\x00-\x1f:*?"<>|]', "_", part).strip() for part in parts)
    return tuple(_short(part) for part in clean if part not in ("", ".", ".."))


def _short(part: str) -> str:
    """Return `part` cut to what a disk takes, its suffix kept."""
    if len(part.encode()) <= _MAX_NAME * 2:
        return part
    stem, dot, suffix = part.rpartition(".")
    return f"{stem[: _MAX_NAME // 2]}{dot}{suffix[:10]}"
