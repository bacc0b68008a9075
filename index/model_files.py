"""Model folders on disk: where the cache is, and the fingerprint of a folder's files.

A fingerprint is one SHA-256 over the hashes of every file that decides what a model
computes. Hashing half a gigabyte on every start would be slow, so the hashes are kept
in a small JSON record beside the size and the modification time each was taken at;
only a file whose size or time has changed is read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "manifest.json"
"""Name of the record inside a folder that keeps its own."""

_IGNORED = frozenset({RECORD, "README.md", ".gitattributes"})


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What was known of a file when it was last hashed."""

    size: int
    mtime_ns: int
    sha256: str


def cache_dir() -> Path:
    """Return the user's cache folder: $BAOGAO_CACHE, else under $XDG_CACHE_HOME or ~/.cache."""
    if named := os.environ.get("BAOGAO_CACHE"):
        return Path(named)
    if xdg := os.environ.get("XDG_CACHE_HOME"):
        return Path(xdg) / "baogao"
    return Path.home() / ".cache" / "baogao"


def fingerprint_folder(folder: Path, record: Path) -> str:
    """Return the SHA-256 (hex) that identifies the contents of a model folder.

    Args:
        folder: The model folder; sub-folders count, hidden files and readmes do not.
        record: JSON file that keeps the hashes between calls. It may be missing or
            unreadable; it is then written anew.

    Raises:
        OSError: A file of the folder cannot be read.
    """
    known = _read_record(record)
    current = {name: _record_file(path, known.get(name)) for name, path in _files(folder)}
    if current != known:
        # A read-only cache still works, it only costs the hashing on every start.
        with contextlib.suppress(OSError):
            write_record(record, current)
    return fingerprint_records(current)


def fingerprint_records(records: dict[str, FileRecord]) -> str:
    """Return one hash over the names and hashes of `records`."""
    text = "".join(f"{name}\0{records[name].sha256}\n" for name in sorted(records))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def record_folder(folder: Path) -> dict[str, FileRecord]:
    """Hash every file of `folder` that counts; keys are relative POSIX paths."""
    return {name: _record_file(path, None) for name, path in _files(folder)}


def write_record(record: Path, files: dict[str, FileRecord]) -> None:
    """Write `files` as JSON in one step, so that no reader sees half a record."""
    record.parent.mkdir(parents=True, exist_ok=True)
    staged = record.with_name(f".{record.name}.{os.getpid()}")
    content = {name: asdict(entry) for name, entry in sorted(files.items())}
    staged.write_text(json.dumps({"files": content}, indent=1), encoding="utf-8")
    staged.replace(record)


def _files(folder: Path) -> list[tuple[str, Path]]:
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.is_file() and not hidden and name.name not in _IGNORED:
            found.append((name.as_posix(), path))
    return found


def _record_file(path: Path, known: FileRecord | None) -> FileRecord:
    status = path.stat()
    if known and (known.size, known.mtime_ns) == (status.st_size, status.st_mtime_ns):
        return known
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(status.st_size, status.st_mtime_ns, digest)


def _read_record(record: Path) -> dict[str, FileRecord]:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))["files"]
        return {name: FileRecord(**entry) for name, entry in content.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
