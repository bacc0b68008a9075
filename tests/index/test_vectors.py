"""The FAISS index against a plain NumPy search."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import LibraryDamaged
from corpus.report import Passage
from index.vectors import VectorIndex, passage_to_text


@pytest.fixture
def vectors() -> NDArray[np.float32]:
    return np.random.default_rng(7).normal(size=(300, 24)).astype(np.float32)


def oracle(vectors: NDArray[np.float32], query: NDArray[np.float32]) -> NDArray[np.float64]:
    rows = vectors.astype(np.float64)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    cosines: NDArray[np.float64] = rows @ (query / np.linalg.norm(query))
    return cosines


def test_search_equals_the_oracle(vectors: NDArray[np.float32]) -> None:
    index = VectorIndex.build(vectors)
    for query in vectors[:5] * 3 + 0.1:
        cosines = oracle(vectors, query)
        found = index.search(query, 10)
        assert [position for position, _ in found] == np.argsort(-cosines)[:10].tolist()
        assert [score for _, score in found] == pytest.approx(np.sort(cosines)[::-1][:10], abs=1e-5)


def test_search_ranks_only_what_is_allowed(vectors: NDArray[np.float32]) -> None:
    index, allowed = VectorIndex.build(vectors), [4, 90, 17, 255]
    cosines = oracle(vectors, vectors[0])
    found = index.search(vectors[0], 10, allowed)
    assert [position for position, _ in found] == sorted(allowed, key=lambda p: -cosines[p])
    assert index.search(vectors[0], 10, []) == []


def test_scores_of_given_positions(vectors: NDArray[np.float32]) -> None:
    index = VectorIndex.build(vectors)
    cosines = oracle(vectors, vectors[3])
    assert index.scores(vectors[3], [3, 250]) == pytest.approx(
        {3: cosines[3], 250: cosines[250]}, abs=1e-5
    )
    assert index.scores(vectors[3], []) == {}


def test_equal_vectors_come_in_order() -> None:
    index = VectorIndex.build(np.ones((5, 4), dtype=np.float32))
    assert [p for p, _ in index.search(np.ones(4, dtype=np.float32), 5)] == [0, 1, 2, 3, 4]


def test_saved_and_loaded_is_the_same(vectors: NDArray[np.float32], tmp_path: Path) -> None:
    index = VectorIndex.build(vectors)
    index.save(tmp_path / "向量.faiss")
    loaded = VectorIndex.load(tmp_path / "向量.faiss")
    assert (loaded.size, loaded.dim) == (300, 24)
    assert loaded.search(vectors[8], 20) == index.search(vectors[8], 20)


def test_empty_index_finds_nothing(tmp_path: Path) -> None:
    VectorIndex.build(np.zeros((0, 8), dtype=np.float32)).save(tmp_path / "v")
    assert VectorIndex.load(tmp_path / "v").search(np.ones(8, dtype=np.float32), 3) == []


def test_truncated_file_is_refused(vectors: NDArray[np.float32], tmp_path: Path) -> None:
    VectorIndex.build(vectors).save(tmp_path / "v")
    (tmp_path / "v").write_bytes((tmp_path / "v").read_bytes()[:-7])
    with pytest.raises(LibraryDamaged, match="向量索引"):
        VectorIndex.load(tmp_path / "v")


def test_passage_is_embedded_below_its_headings() -> None:
    passage = Passage("p", "r", 0, ("二、主动公开", "（一）概况"), 1, "公开信息39条。")
    assert passage_to_text(passage) == "二、主动公开 › （一）概况\n公开信息39条。"
