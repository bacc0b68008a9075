"""Words an office adds: they are understood, and none may take another's meaning."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UsageError
from index.library import Library
from qa.answer import Status
from qa.answerer import Answerer
from qa.understanding.lexicon import load_lexicon
from qa.understanding.own_words import (
    FILE,
    OwnWord,
    library_lexicon,
    read_own_words,
    with_own_words,
    write_own_words,
)
from tests.encoders import HashingEncoder
from tests.qa.samples import REPORTS

QUESTION = "石桥区2020年的来函件有多少件？"
NEW = OwnWord(("来函件",), "申请办理", "新收")


def test_a_word_for_a_heading_is_understood_once_it_is_in_the_file(tmp_path: Path) -> None:
    write_own_words(tmp_path, [NEW])
    assert read_own_words(tmp_path) == (NEW,)
    with Library.open(tmp_path, create=True, encoder=HashingEncoder()) as library:
        library.ingest([REPORTS / "石桥区2020.txt"])
        plain = Answerer(library, load_lexicon()).ask(QUESTION)
        assert plain.status is not Status.ANSWERED
        answer = Answerer(library).ask(QUESTION)
        assert (str(answer.values[0].value), answer.values[0].unit) == ("71", "件")


def test_synonyms_go_both_ways_and_the_lexicon_itself_stays(tmp_path: Path) -> None:
    write_own_words(tmp_path, [OwnWord(("座谈会", "研讨会"))])
    lexicon = library_lexicon(tmp_path)
    assert "研讨会" in lexicon.alternatives("座谈会")
    assert "座谈会" in lexicon.alternatives("研讨会")
    assert with_own_words(load_lexicon(), ()) is load_lexicon()


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (OwnWord(("部分公开",), "申请办理", "新收"), "已经指“部分公开”"),
        (OwnWord(("来",), "申请办理", "新收"), "2到40个汉字"),
        (OwnWord(("来函。件",), "申请办理", "新收"), "不带标点"),
        (OwnWord(("来函件",), "申请办理", "没有这一行"), "不是法定表格的行或列"),
        (OwnWord(("座谈会", "座谈会")), "两个不同的词"),
        (OwnWord(("座谈会", "政府信息公开申请办理")), "会被分成"),
    ],
)
def test_what_could_mean_two_things_is_refused(own: OwnWord, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        with_own_words(load_lexicon(), [own])


@pytest.mark.parametrize(
    "text", ["[[name]\n", "[[name]]\nwords = ['甲']\n", "x = 1\n", "[[synonym]]\nwords = '甲'\n"]
)
def test_a_file_that_cannot_be_used_says_so(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, "utf-8")
    with pytest.raises(UsageError, match=FILE):
        read_own_words(tmp_path)
