"""Glosses: which words before a heading's name only lead up to it."""

from __future__ import annotations

import pytest

from qa.understanding.glosses import Gloss, find_glosses


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("老板们，也就是商业企业，几件", "老板们", "商业企业"),
        ("公司（商业企业）几件", "公司", "商业企业"),
        ("法院认可做法即结果维持", "法院认可做法", "结果维持"),
        ("有制发的、有废止的，我关心的是现行有效的", "有制发的、有废止的", "现行有效的"),
    ],
)
def test_both_sides_of_a_gloss_are_found(text: str, first: str, second: str) -> None:
    (gloss,) = find_glosses(text)
    assert text[slice(*gloss.first)] == first
    assert text[slice(*gloss.second)] == second


@pytest.mark.parametrize("text", ["新收多少件", "也就是商业企业", "公司，也就是"])
def test_half_a_gloss_is_none(text: str) -> None:
    assert find_glosses(text) == []


def test_a_focus_reaches_back_to_the_beginning() -> None:
    assert find_glosses("甲，乙，我问的是丙") == [Gloss((0, 3), (8, 9), focus=True)]
