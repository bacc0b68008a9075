"""Words: BM25 over the segmented text of the passages, with tantivy.

Segmentation is `corpus.terms`'s alone; pairs of neighbouring characters are added to its
words, so that 复议 finds 行政复议. Terms arrive joined by spaces, where tantivy splits. A
document is a passage, known by its position in the library and by the position of its
report, which filters use.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import tantivy

from corpus.errors import LibraryError
from corpus.report import Passage
from corpus.terms import segment, segmenter_version

_HEAP = 64_000_000


def terms_version() -> str:
    """Return an identifier that changes whenever the terms of a text may change."""
    return f"{segmenter_version()}+pairs"


def text_to_terms(text: str) -> tuple[str, ...]:
    """Return the words of `text` and its pairs of characters that are not both ASCII.

    Passage retrieval on DRCD, R@1 with words alone and with pairs: BM25 .935 and .949
    (3,524 questions, 1,000 passages), fused .950 and .963 (535 questions, 300 passages).
    """
    words = segment(text)
    pairs = ("".join(pair) for pair in pairwise("".join(words)))
    return (*words, *(pair for pair in pairs if not pair.isascii()))


def passage_to_terms(title: str, passage: Passage) -> str:
    """Return the terms of title, heading path and text, joined by spaces."""
    return " ".join(text_to_terms("\n".join((title, *passage.section, passage.text))))


class LexicalIndex:
    """A tantivy index of one generation, read only once it is built."""

    def __init__(self, index: tantivy.Index) -> None:
        """Wrap a tantivy index; see `build` and `open`."""
        self._schema = index.schema
        self._searcher = index.searcher()

    @staticmethod
    def build(folder: Path, passages: Iterable[tuple[int, int, str]]) -> None:
        """Write an index of (position, report position, terms) into the new `folder`.

        Raises:
            LibraryError: The disk refused.
        """
        folder.mkdir()
        with _tantivy_errors(folder):
            index = tantivy.Index(_schema(), path=str(folder))
            # One thread: the same passages give the same segments.
            writer = index.writer(heap_size=_HEAP, num_threads=1)
            for position, report, terms in passages:
                document = tantivy.Document()
                document.add_unsigned("position", position)
                document.add_unsigned("report", report)
                document.add_text("terms", terms)
                writer.add_document(document)
            writer.commit()
            writer.wait_merging_threads()

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open a built index, also in a folder this process may not write to.

        Raises:
            LibraryError: tantivy refuses the folder.
        """
        with _tantivy_errors(folder):
            if all(os.access(file, os.W_OK) for file in (folder, *folder.iterdir())):
                return cls(tantivy.Index.open(str(folder)))
            # tantivy takes a lock file to open; the copy is mapped and may go at once.
            with tempfile.TemporaryDirectory(prefix="baogao-") as copy:
                for file in folder.iterdir():
                    shutil.copyfile(file, Path(copy) / file.name)
                return cls(tantivy.Index.open(copy))

    @property
    def size(self) -> int:
        """Number of passages."""
        return self._searcher.num_docs

    def search(
        self, terms: Sequence[str], k: int, reports: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (position, BM25), best first, equal ones in order.

        With `reports` only passages of the reports at those positions are ranked.
        """
        return self._search(terms, k, "report", reports)

    def scores(self, terms: Sequence[str], positions: Sequence[int]) -> dict[int, float]:
        """Return the BM25 score of those of `positions` that share a term."""
        return dict(self._search(terms, len(positions), "position", positions))

    def _search(
        self, terms: Sequence[str], k: int, field: str, allowed: Sequence[int] | None
    ) -> list[tuple[int, float]]:
        if not terms or k < 1 or self.size == 0 or (allowed is not None and not allowed):
            return []
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "terms", term))
                for term in dict.fromkeys(terms)
            ]
        )
        if allowed is not None:
            chosen = tantivy.Query.term_set_query(self._schema, field, list(allowed))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, query),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0)),
                ]
            )
        hits = self._searcher.search(query, min(k, self.size), count=False).hits
        places = self._searcher.fast_field_values("position", [address for _, address in hits])
        found = [
            (int(place or 0), float(score)) for place, (score, _) in zip(places, hits, strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("position", indexed=True, fast=True)
    builder.add_unsigned_field("report", indexed=True)
    builder.add_text_field("terms", tokenizer_name="whitespace", index_option="freq")
    return builder.build()


@contextmanager
def _tantivy_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise LibraryError(
            f"词语索引 {folder} 不能读写（{error}）；请检查磁盘空间和权限后重试。"
        ) from error
