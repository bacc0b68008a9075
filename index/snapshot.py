"""Snapshot: one pinned generation opened for reading, with its three indexes.

All that belongs to one answer is read from one snapshot; a newer generation is a new
snapshot. A snapshot that nobody holds any more closes itself.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import LibraryError, UsageError
from corpus.report import Passage, Report
from index.fusion import fuse_scores
from index.generations import Pin, damaged_files
from index.lexical import LexicalIndex, terms_version, text_to_terms
from index.staged_store import StagedStore
from index.store import Store
from index.vectors import VectorIndex

if TYPE_CHECKING:
    from index.embedding import Encoder

DATABASE = "library.db"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"

POOL = 200
"""Candidates each side brings into the fusion, at least."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found by a search, best first from rank 1."""

    rank: int
    passage: Passage
    report: Report
    """Header only."""
    score: float
    """Comparable within one search only."""


class Snapshot:
    """A generation, or the emptiness before the first one."""

    def __init__(self, pin: Pin | None) -> None:
        """Open the pinned generation; without one the snapshot is empty."""
        self.pin = pin
        self.store = Store.open(pin.path / DATABASE) if pin else StagedStore.create(None)
        self._lock = threading.Lock()
        self._vectors: VectorIndex | None = None
        self._lexical: LexicalIndex | None = None
        self._unpin = weakref.finalize(self.store, pin.close) if pin else None

    def close(self) -> None:
        """Close the files and let the generation go."""
        self.store.close()
        if self._unpin is not None:
            self._unpin()

    @property
    def generation(self) -> str | None:
        """Name of the generation, None before the first."""
        return self.pin.manifest.generation if self.pin else None

    def is_stale(self, encoder: Encoder) -> bool:
        """Tell whether the indexes were made with another model or lexicon."""
        return self.pin is not None and (
            self.pin.manifest.recipe.segmenter != terms_version()
            or self.pin.manifest.recipe.fingerprint != encoder.fingerprint
        )

    def lexical_search(
        self, query: str, k: int, years: Sequence[int], issuers: Sequence[str]
    ) -> list[Hit]:
        """Return the `k` best passages by BM25."""
        lexical = self._open_lexical()
        if lexical is None:
            return []
        reports = self._allowed_reports(years, issuers)
        return self._hits(lexical.search(text_to_terms(query), k, reports))

    def search(
        self, query: str, k: int, years: Sequence[int], issuers: Sequence[str], encoder: Encoder
    ) -> list[Hit]:
        """Return the `k` best passages by BM25 and cosine together."""
        lexical, vectors = self._open_lexical(), self._open_vectors(encoder)
        if lexical is None or vectors is None or not query.strip():
            return []
        reports = self._allowed_reports(years, issuers)
        allowed = None if reports is None else self.store.passage_positions(reports)
        pool = max(POOL, 10 * k)
        terms, vector = text_to_terms(query), encoder.encode_query(query)
        words = dict(lexical.search(terms, pool, reports))
        dense = dict(vectors.search(vector, pool, allowed))
        # Each side scores what only the other one found, so that nothing is guessed.
        words |= lexical.scores(terms, sorted(dense.keys() - words.keys()))
        dense |= vectors.scores(vector, sorted(words.keys() - dense.keys()))
        return self._hits(fuse_scores(words, dense)[:k])

    def findings(self) -> list[str]:
        """Return what is wrong with the generation, a Chinese line each."""
        if self.pin is None:
            return []
        manifest, folder = self.pin.manifest, self.pin.path
        advice = "请从备份恢复整个目录，没有备份就换一个目录重新运行 baogao ingest。"
        damaged = damaged_files(folder, manifest.files)
        lines = [f"文件 {path.relative_to(folder.parent)} 已损坏；{advice}" for path in damaged]
        if lines:
            return lines
        if not self.store.is_sound():
            lines.append(f"数据文件 {DATABASE} 内部不一致；{advice}")
        passages = self.store.counts()[1]
        sizes = (VectorIndex.load(folder / VECTORS).size, LexicalIndex.open(folder / LEXICAL).size)
        if sizes != (passages, passages):
            lines.append(
                f"库中有 {passages} 段文字，向量索引有 {sizes[0]} 段，词语索引有 {sizes[1]} 段，"
                f"应当相等；{advice}"
            )
        if manifest.recipe.segmenter != terms_version():
            lines.append(_stale("分词词典"))
        return lines

    def _open_lexical(self) -> LexicalIndex | None:
        if self.pin is None:
            return None
        if self.pin.manifest.recipe.segmenter != terms_version():
            raise LibraryError(_stale("分词词典"))
        with self._lock:
            if self._lexical is None:
                self._lexical = LexicalIndex.open(self.pin.path / LEXICAL)
            return self._lexical

    def _open_vectors(self, encoder: Encoder) -> VectorIndex | None:
        if self.pin is None:
            return None
        if self.pin.manifest.recipe.fingerprint != encoder.fingerprint:
            raise LibraryError(_stale(f"向量模型（库用 {self.pin.manifest.recipe.model}）"))
        with self._lock:
            if self._vectors is None:
                self._vectors = VectorIndex.load(self.pin.path / VECTORS)
            return self._vectors

    def _allowed_reports(self, years: Sequence[int], issuers: Sequence[str]) -> list[int] | None:
        return self.store.report_positions(years, issuers) if years or issuers else None

    def _hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        passages = self.store.passages_at([position for position, _ in scored])
        headers = self.store.reports(list({p.report for p in passages.values()}))
        reports = {report.id: report for report in headers}
        return [
            Hit(rank, passages[position], reports[passages[position].report], score)
            for rank, (position, score) in enumerate(scored, start=1)
        ]


def _stale(what: str) -> str:
    return (
        f"建库之后{what}已经更换，旧索引不能再用于检索；"
        "请对原来的文件重新运行 baogao ingest（内容不变的文件会很快）。"
    )


def positive(k: int) -> int:
    """Return `k`, the number of hits asked for.

    Raises:
        UsageError: it is no positive number.
    """
    if k < 1:
        raise UsageError(f"条数应当是正整数，不能是 {k}。")
    return k
