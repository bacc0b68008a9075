"""Vectors: passages as points, searched exactly with FAISS.

Row i of the index is the passage at position i of the library. Vectors are of length
1, so the inner product is the cosine.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.report import Passage


def passage_to_text(passage: Passage) -> str:
    """Return what is embedded: the heading path on a line of its own, then the text."""
    return f"{' › '.join(passage.section)}\n{passage.text}"


class VectorIndex:
    """A flat FAISS index over unit vectors; never added to once it is built."""

    def __init__(self, index: Any) -> None:  # noqa: ANN401 - FAISS ships no types
        """Wrap a FAISS index; see `build` and `load`."""
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> VectorIndex:
        """Index the rows of `vectors`, shape (n, dim); they are scaled to length 1."""
        import faiss

        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors / np.where(lengths > 0, lengths, 1), np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> VectorIndex:
        """Read a saved index. The caller has proven the file against its manifest.

        Raises:
            LibraryDamaged: FAISS refuses the file.
        """
        import faiss

        try:
            return cls(faiss.deserialize_index(np.fromfile(path, dtype=np.uint8)))
        except RuntimeError as error:
            raise LibraryDamaged(
                f"向量索引 {path} 读不出来；请从备份恢复，或换一个目录重新运行 baogao ingest。"
            ) from error

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def size(self) -> int:
        """Number of vectors."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def search(
        self, vector: NDArray[np.float32], k: int, allowed_ids: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        """Return up to `k` (position, cosine), best first, equal ones in order.

        `vector` has shape (dim,); with `allowed_ids` only those positions are ranked.
        """
        import faiss

        if self.size == 0 or (allowed_ids is not None and len(allowed_ids) == 0):
            return []
        chosen = None
        if allowed_ids is not None:
            selector = faiss.IDSelectorBatch(np.asarray(allowed_ids, dtype=np.int64))
            chosen = faiss.SearchParameters()
            chosen.sel = selector
        scores, positions = self._index.search(_unit(vector), min(k, self.size), params=chosen)
        found = [
            (int(position), float(score))
            for position, score in zip(positions[0], scores[0], strict=True)
            if position >= 0
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def scores(self, vector: NDArray[np.float32], positions: Sequence[int]) -> dict[int, float]:
        """Return the cosine of `vector`, shape (dim,), with each of `positions`."""
        if not positions:
            return {}
        rows = self._index.reconstruct_batch(np.asarray(positions, dtype=np.int64))
        cosines = rows @ _unit(vector)[0]
        return {position: float(c) for position, c in zip(positions, cosines, strict=True)}


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    row = np.asarray(vector, dtype=np.float32).reshape(1, -1)
    length = float(np.linalg.norm(row))
    return row / np.float32(length) if length > 0 else row
