"""Generations: a library directory is a series of immutable folders and one pointer.

    LOCK                 held by the one writer (flock), names its process
    CURRENT              "gen-000002-1f0c9a7e <SHA-256 of its manifest>"
    gen-000002-1f0c9a7e/ MANIFEST.json and the files it lists, never changed again
    .stage-.../          a generation being built; worthless until renamed

A writer builds in a stage, syncs it, renames it and replaces `CURRENT`; whatever
happens before that last step leaves the old generation in force. A reader proves
every byte against the manifest and pins the generation with a shared lock, so that
a writer's clean-up never takes it away (decision 0002).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import LibraryDamaged, LibraryError, LibraryLocked
from index.durable import disk_errors, file_sha256, sync, sync_tree, write_synced

FORMAT = 2
"""Version of the directory, of the tables and of the index files together."""

KEPT = 2
"""Generations kept behind the current one."""

MANIFEST = "MANIFEST.json"
CURRENT = "CURRENT"
LOCK = "LOCK"

_POINTER = re.compile(r"(gen-(\d{6,})-[0-9a-f]{8}) ([0-9a-f]{64})\n")
_FOLDER = re.compile(r"gen-(\d{6,})-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """What indexes are made with; another recipe gives other neighbours."""

    model: str
    dim: int
    fingerprint: str
    """Of the embedding model."""
    segmenter: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation consists of."""

    format: int
    generation: str
    created: str
    """UTC, ISO 8601."""
    recipe: Recipe
    files: dict[str, tuple[int, str]]
    """Size and SHA-256 by path below the generation's folder."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A proven generation that stays on disk until `close` is called."""

    path: Path
    manifest: Manifest
    descriptor: int

    def close(self) -> None:
        """Let the generation go; a writer may then remove it."""
        os.close(self.descriptor)


@contextmanager
def write_lock(root: Path) -> Iterator[None]:
    """Hold the writer's lock of `root`; the kernel drops it if the process dies.

    Raises:
        LibraryLocked: Another process (or another thread) is writing.
        LibraryError: The directory is not writable.
    """
    with disk_errors(root, "写入"):
        descriptor = os.open(root / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip() or "未知"
            raise LibraryLocked(
                f"库“{root}”正由另一个程序写入（进程号 {holder}）；请等它完成后再试。"
            ) from None
        with disk_errors(root, "写入"):
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """Yield a fresh folder to build a generation in; gone afterwards unless published."""
    stage = root / f".stage-{secrets.token_hex(4)}"
    with disk_errors(root, "写入"):
        stage.mkdir()
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def publish(root: Path, stage: Path, recipe: Recipe) -> str:
    """Make the staged folder the current generation of `root` and return its name.

    Returns only when everything has been synced to disk. The caller holds the lock.

    Raises:
        LibraryError: The disk refused. Before the pointer is replaced the old
            generation stays in force; after it the message says that the new one
            is published but perhaps not yet durable.
    """
    with disk_errors(root, "发布"):
        number = max((int(match[1]) for _, match in _folders(root)), default=0) + 1
    name = f"gen-{number:06d}-{secrets.token_hex(4)}"
    target, pointer = root / name, root / f".{CURRENT}-{name}"
    try:
        with disk_errors(root, "发布"):
            manifest = Manifest(
                format=FORMAT,
                generation=name,
                created=datetime.now(UTC).isoformat(timespec="seconds"),
                recipe=recipe,
                files={
                    str(path.relative_to(stage)): (path.stat().st_size, file_sha256(path))
                    for path in sorted(stage.rglob("*"))
                    if path.is_file()
                },
            )
            text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n"
            write_synced(stage / MANIFEST, text)
            sync_tree(stage, mode=(stage / MANIFEST).stat().st_mode)
            os.rename(stage, target)
            sync(root)
            digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
            write_synced(pointer, f"{name} {digest}\n")
            os.replace(pointer, root / CURRENT)
    except LibraryError:
        with suppress(OSError):
            pointer.unlink()
        shutil.rmtree(target, ignore_errors=True)
        raise
    try:
        sync(root)
    except OSError as error:
        raise LibraryError(
            f"库“{root}”的新内容已发布，但无法确认已写入磁盘；请检查磁盘后运行 baogao verify。"
        ) from error
    return name


def pin(root: Path) -> Pin | None:
    """Prove the current generation and pin it; None where nothing was published yet.

    Raises:
        LibraryDamaged: A file is missing or differs from the manifest.
        LibraryError: The library was made by another version of the program.
    """
    with disk_errors(root, "打开"):
        while (pointer := _read_pointer(root)) is not None:
            name, digest = pointer
            try:
                descriptor = os.open(root / name / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:
                if _read_pointer(root) == pointer:
                    raise _damage(root, root / name / MANIFEST) from None
                continue
            try:
                fcntl.flock(descriptor, fcntl.LOCK_SH)
                # Locked, and still current: from here on no clean-up removes it.
                if _read_pointer(root) == pointer:
                    manifest = _read_manifest(root, name, digest)
                    damaged = damaged_files(root / name, manifest.files)
                    if damaged:
                        raise _damage(root, damaged[0])
                    kept, descriptor = descriptor, -1
                    return Pin(root / name, manifest, kept)
            finally:
                if descriptor >= 0:
                    os.close(descriptor)
    return None


def current_name(root: Path) -> str | None:
    """Return the name of the current generation without opening it."""
    with disk_errors(root, "打开"):
        pointer = _read_pointer(root)
    return pointer[0] if pointer else None


def is_foreign(root: Path) -> bool:
    """Tell whether anything lies in `root` that no library puts there."""
    own = (".", CURRENT, LOCK, "gen-", "files", "词表.toml")
    return any(not path.name.startswith(own) for path in root.iterdir())


def collect(root: Path) -> None:
    """Remove leftovers and all generations but the current one, `KEPT` and the pinned.

    The caller holds the lock, so a stage or a generation newer than the current one
    belongs to a writer that died. What cannot be removed is left to the next time.
    """
    pointer = _read_pointer(root)
    names = sorted((int(match[1]), path) for path, match in _folders(root))
    current = int(_FOLDER.fullmatch(pointer[0])[1]) if pointer else 0  # type: ignore[index]
    older = [path for number, path in names if number < current]
    doomed = older[:-KEPT] + [path for number, path in names if number > current]
    for path in doomed:
        if not _is_pinned(path):
            shutil.rmtree(path, ignore_errors=True)
    for path in root.glob(".stage-*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in root.glob(f".{CURRENT}-*"):
        with suppress(OSError):
            path.unlink()


def damaged_files(folder: Path, files: Mapping[str, tuple[int, str]]) -> list[Path]:
    """Return those of `files` that are missing or differ in size or SHA-256."""
    return [
        folder / name
        for name, (size, digest) in files.items()
        if not (folder / name).is_file()
        or (folder / name).stat().st_size != size
        or file_sha256(folder / name) != digest
    ]


def _read_pointer(root: Path) -> tuple[str, str] | None:
    try:
        text = (root / CURRENT).read_bytes().decode("ascii", "replace")
    except FileNotFoundError:
        # One folder may be a first publish that was cut short; more mean a lost pointer.
        if any(int(match[1]) > 1 for _, match in _folders(root)):
            raise _damage(root, root / CURRENT) from None
        return None
    match = _POINTER.fullmatch(text)
    if match is None:
        raise _damage(root, root / CURRENT)
    return match[1], match[3]


def _read_manifest(root: Path, name: str, digest: str) -> Manifest:
    data = (root / name / MANIFEST).read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise _damage(root, root / name / MANIFEST)
    fields: dict[str, Any] = json.loads(data)
    if fields["format"] != FORMAT:
        raise LibraryError(
            f"库“{root}”是另一版本的程序建立的（格式 {fields['format']}，"
            f"本程序用格式 {FORMAT}）；请换一个目录重新运行 baogao ingest。"
        )
    fields["recipe"] = Recipe(**fields["recipe"])
    fields["files"] = {path: (size, sha) for path, (size, sha) in fields["files"].items()}
    return Manifest(**fields)


def _damage(root: Path, path: Path) -> LibraryDamaged:
    what = "与清单不符" if path.exists() else "缺失"
    return LibraryDamaged(
        f"库“{root}”已损坏：文件 {path.relative_to(root)} {what}；"
        "请从备份恢复整个目录，没有备份就换一个目录重新运行 baogao ingest。"
    )


def _folders(root: Path) -> list[tuple[Path, re.Match[str]]]:
    return [(p, match) for p in root.iterdir() if (match := _FOLDER.fullmatch(p.name))]


def _is_pinned(folder: Path) -> bool:
    try:
        descriptor = os.open(folder / MANIFEST, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
