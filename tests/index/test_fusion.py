"""Score fusion as a pure function."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import fuse_scores

SCORES = st.dictionaries(st.integers(0, 50), st.floats(0, 100, width=32), max_size=20)


def test_nothing_found_is_an_empty_ranking() -> None:
    assert fuse_scores({}, {}) == []


def test_the_better_on_both_sides_is_first() -> None:
    ranking = fuse_scores({1: 9.0, 2: 3.0, 3: 1.0}, {1: 0.95, 2: 0.90, 3: 0.85})
    assert [candidate for candidate, _ in ranking] == [1, 2, 3]


def test_dense_outweighs_lexical() -> None:
    ranking = fuse_scores({1: 5.0, 2: 1.0}, {1: 0.8, 2: 0.9})
    assert [candidate for candidate, _ in ranking] == [2, 1]
    assert ranking[0][1] == pytest.approx(0.7 - 0.3)


def test_missing_lexical_counts_zero_and_missing_dense_the_lowest() -> None:
    assert fuse_scores({1: 5.0}, {1: 0.9, 2: 0.8}) == fuse_scores(
        {1: 5.0, 2: 0.0}, {1: 0.9, 2: 0.8}
    )
    assert fuse_scores({1: 5.0, 2: 1.0}, {1: 0.8}) == fuse_scores(
        {1: 5.0, 2: 1.0}, {1: 0.8, 2: 0.8}
    )


def test_equal_scores_keep_the_order_of_the_candidates() -> None:
    third = 0.1 + 0.2
    assert fuse_scores({}, {7: third, 3: third, 5: third}) == [(3, 0.0), (5, 0.0), (7, 0.0)]


@given(SCORES, SCORES)
def test_every_candidate_comes_once_best_first(
    lexical: dict[int, float], dense: dict[int, float]
) -> None:
    ranking = fuse_scores(lexical, dense)
    assert sorted(candidate for candidate, _ in ranking) == sorted(lexical.keys() | dense.keys())
    assert [score for _, score in ranking] == sorted((s for _, s in ranking), reverse=True)


@given(SCORES, SCORES)
def test_scale_of_a_side_does_not_matter(
    lexical: dict[int, float], dense: dict[int, float]
) -> None:
    scaled = {candidate: score * 4 for candidate, score in lexical.items()}
    plain, other = dict(fuse_scores(lexical, dense)), dict(fuse_scores(scaled, dense))
    assert plain == pytest.approx(other, abs=1e-6)
