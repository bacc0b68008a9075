"""Covering a text with phrases, and mending slips that sound like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.understanding.lexicon import load_lexicon
from qa.understanding.segments import Phrases, cover, mend_slips, mend_words, unexplained

PHRASES = Phrases(
    names=frozenset({"新收", "自然人", "行政复议", "结果维持", "不予公开"}),
    covers=frozenset({"申请", "件数", "政府信息"}),
    function=frozenset({"多少", "多少件", "的", "有", "请问", "件", "一", "条"}),
)


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(piece.text, piece.kind) for piece in cover(text, PHRASES)]


def test_names_covers_and_function_words() -> None:
    assert _kinds("请问新收的申请有多少件") == [
        ("请问", "function"),
        ("新收", "name"),
        ("的", "function"),
        ("申请", "cover"),
        ("有", "function"),
        ("多少件", "function"),
    ]


def test_pieces_say_where_they_stand() -> None:
    text = "新收申请，自然人多少件？"
    for piece in cover(text, PHRASES):
        assert text[piece.start : piece.start + len(piece.text)] == piece.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("新收申请多少件", ()),
        ("外国新收多少件", ("外国",)),
        ("新收申请邮件多少", ("邮件",)),
        ("新收条例多少件", ("条例",)),
        ("GDP多少", ("gdp",)),
        ("", ()),
        ("？，。", ()),
    ],
)
def test_what_no_phrase_covers_is_left(text: str, left: tuple[str, ...]) -> None:
    assert unexplained(cover(text.lower(), PHRASES)) == left


def test_a_negation_inside_a_name_is_the_name() -> None:
    assert unexplained(cover("不予公开多少件", PHRASES)) == ()


@given(text=st.text(st.sampled_from("新收申请自然人多少件外国公民的，？12ab"), max_size=16))
def test_every_sign_is_covered_or_left(text: str) -> None:
    pieces = cover(text, PHRASES)
    assert "".join(piece.text for piece in pieces) == "".join(c for c in text if c.isalnum())
    assert [piece.start for piece in pieces] == sorted(piece.start for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("行政付议多少件", "行政复议多少件"),
        ("结果未持多少", "结果维持多少"),
        ("行政复议多少件", "行政复议多少件"),
        ("新收申请", "新收申请"),
        ("兴建小学", "兴建小学"),
        ("", ""),
    ],
)
def test_slips_that_sound_alike_are_mended(typed: str, meant: str) -> None:
    assert mend_slips(typed, frozenset(PHRASES.names)) == meant


@given(text=st.text(st.sampled_from("行政复议付义维持新收首"), max_size=12))
def test_mending_keeps_the_length(text: str) -> None:
    assert len(mend_slips(text, frozenset(PHRASES.names))) == len(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("新收申清有多少件", "新收申请有多少件"),
        ("热线回仿率是多少", "热线回访率是多少"),
        ("一共罚了多少起", "一共罚了多少起"),
        ("有几起", "有几起"),
    ],
)
def test_two_characters_that_make_no_word_are_mended(typed: str, meant: str) -> None:
    lexicon = load_lexicon()
    known = frozenset({"申请", "回访", "机器", "发了"})
    assert mend_words(typed, lambda: known, lexicon.plain()) == meant
