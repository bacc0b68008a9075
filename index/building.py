"""Building: from the current generation and some files to the contents of the next.

The steps of an ingest, in order: `staged_store` copies the store into a stage,
`read_into` puts reports in, `embed` makes the missing vectors, `write_indexes` writes
the index files. Nothing here publishes.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import LibraryDamaged, SourceError
from corpus.report import Passage, Report
from index.durable import disk_errors, file_sha256
from index.embedding import Encoder
from index.generations import Pin, Recipe, collect, staging
from index.intake import IngestResult
from index.lexical import LexicalIndex, passage_to_terms, terms_version
from index.snapshot import DATABASE, LEXICAL, VECTORS
from index.sources import keep_source
from index.staged_store import StagedStore
from index.vectors import VectorIndex, passage_to_text

Progress = Callable[[int, int, str], None]
"""Called with (done, total, what is being done); each phase counts from 0 again."""

Reader = Callable[[Path], Report]
"""Reads a file; raises `SourceError` where it cannot."""

_BATCH = 64


def silence(done: int, total: int, what: str) -> None:
    """Report no progress."""


def recipe_of(encoder: Encoder) -> Recipe:
    """Return what indexes made now would be made with."""
    return Recipe(encoder.name, encoder.dim, encoder.fingerprint, terms_version())


@contextmanager
def staged_store(root: Path, current: Pin | None) -> Iterator[tuple[Path, StagedStore]]:
    """Yield a stage and a writable copy of the current store in it, or an empty one.

    Raises:
        LibraryDamaged: The current store is no longer what was published.
        LibraryError: The disk refused.
    """
    with disk_errors(root, "写入"):
        collect(root)
    with staging(root) as stage:
        file = stage / DATABASE
        if current is not None:
            with disk_errors(root, "写入"):
                shutil.copyfile(current.path / DATABASE, file)
                digest = file_sha256(file)
            # Hashed again: damage since opening must not be published as good.
            if digest != current.manifest.files[DATABASE][1]:
                raise LibraryDamaged(f"库“{root}”的数据文件已损坏；请从备份恢复整个目录。")
        store = StagedStore.edit(file) if current is not None else StagedStore.create(file)
        try:
            yield stage, store
        finally:
            store.close()


def read_into(store: StagedStore, path: Path, reader: Reader, root: Path) -> IngestResult:
    """Read one file into the store, in place of what the same file held before.

    The library at `root` keeps a copy of the file.

    Raises:
        LibraryError: The disk refused.
    """
    try:
        report = reader(path)
    except SourceError as error:
        return IngestResult(path, "failed", None, str(error))
    except OSError as error:
        return unreadable(path, error)
    file = str(path.resolve())
    replaced = [
        old.id
        for old in store.reports([store.report_of_file(file) or ""])
        if (old.issuer, old.year, old.kind) == (report.issuer, report.year, report.kind)
    ]
    if not replaced and store.reports([report.id]):
        return IngestResult(path, "unchanged", report.id, "与库中已有的文件内容相同")
    keep_source(root, path, report.sources[0].sha256)
    for old in replaced:
        store.remove(old)
    store.put(
        report,
        file,
        [passage_to_terms(report.title, passage) for passage in report.passages],
        [_digest(passage) for passage in report.passages],
    )
    data = len(report.facts) + sum(len(t.records) * len(t.fields) for t in report.records)
    message = f"{report.title}：{len(report.passages)} 段文字，{data} 个数据"
    if replaced:
        message += "；替换了原来的内容"
    if twins := store.reports_like(report):
        message += f"；注意：库中另有同一机关同一年度的报告 {'、'.join(twins)}"
    return IngestResult(
        path, "updated" if replaced else "added", report.id, message, report.problems
    )


def unreadable(path: Path, error: OSError) -> IngestResult:
    """Return the result for a file that the system does not let us read."""
    reason = "没有读取权限" if isinstance(error, PermissionError) else error.strerror or str(error)
    return IngestResult(path, "failed", None, f"文件读不出来（{reason}）；请检查后再试。")


def segment_again(store: StagedStore) -> None:
    """Segment every passage with the present lexicon."""
    store.set_terms(
        [(passage_to_terms(title, passage), row) for row, title, passage in store.titled_passages()]
    )


def embed(store: StagedStore, encoder: Encoder, progress: Progress) -> None:
    """Make the vectors that are missing for the encoder's model.

    Raises:
        ModelError: The model cannot be loaded.
    """
    # Texts of like length together: a batch is padded to its longest.
    missing = sorted(store.unembedded(encoder.fingerprint), key=lambda pair: len(pair[1].text))
    for start in range(0, len(missing), _BATCH):
        progress(start, len(missing), "计算向量")
        batch = missing[start : start + _BATCH]
        vectors = encoder.encode_passages([passage_to_text(passage) for _, passage in batch])
        store.put_vectors(encoder.fingerprint, [digest for digest, _ in batch], vectors)
    if missing:
        progress(len(missing), len(missing), "计算向量")


def write_indexes(root: Path, stage: Path, store: StagedStore, recipe: Recipe) -> None:
    """Finish the store and write the lexical and the vector index beside it.

    Raises:
        LibraryError: The disk refused.
    """
    store.finish(recipe.fingerprint)
    with disk_errors(root, "写入"):
        LexicalIndex.build(stage / LEXICAL, store.indexed_terms())
        VectorIndex.build(store.vectors(recipe.fingerprint, recipe.dim)).save(stage / VECTORS)
    store.close()


def _digest(passage: Passage) -> str:
    return hashlib.sha256(passage_to_text(passage).encode("utf-8")).hexdigest()
